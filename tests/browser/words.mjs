// Text that people have typed to break chats. Wherever it is shown it must be shown as it was typed:
// nothing runs, nothing loads, nobody is mentioned.

export const HOSTILE = [
  '<script>window.broken = 1</script>',
  '<img src=x onerror="window.broken = 1">',
  '"><svg onload=window.broken=1>',
  '<iframe srcdoc="<script>parent.broken = 1</script>"></iframe>',
  '<a href="javascript:window.broken=1">press</a>',
  '<style>* { display: none }</style>',
  '</textarea><script>window.broken=1</script>',
  '{{constructor.constructor("window.broken=1")()}}',
  '${window.broken = 1}',
  '<@U0SAM> and <!channel> and <!here> and <!subteam^S1>',
  '<#C0LEGAL|somewhere else>',
  '<javascript:window.broken=1|press me>',
  '<https://example.com/|https://bank.example>',
  '<!date^0^{date}^javascript:window.broken=1|now>',
  '&lt;script&gt; &amp;lt; &amp;amp;',
  '*bold* _slanted_ ~struck~ `code` ```block```',
  '\u202Etxt.exe\u202C and \u200Bnothing',
  'Z\u0351\u036B\u0343\u036A\u0302a\u0308\u0301lgo',
  '__proto__ constructor toString',
  '🧑🏽‍🚀 ﷽ 漢字 עברית العربية',
];

/** What Slack does to typed text before it is sent. */
export const escaped = (text) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
