// Talking to the playground: requests of /playground/…, their errors as sentences, and the stream.

const SENTENCES = {
  no_answer: 'The playground does not answer. Is lastmile-playground still running?',
  no_connection: 'No app is connected, so there is nobody to answer. Start lastmile and try again.',
  no_such_button: 'This button is no longer there: the message has changed meanwhile.',
};

export class PlaygroundError extends Error {
  /** `errors`: what was said about single fields, {block_id: sentence}. */
  constructor(code, sentence, errors = null) {
    super(SENTENCES[code] ?? sentence ?? `The playground answered: ${code}.`);
    this.code = code;
    this.errors = errors;
  }
}

// What Slack itself tells a person whose app did not answer.
const SLACK_SAYS = {
  operation_timeout: 'The app did not answer within three seconds.',
  dispatch_failed: 'The app could not be reached.',
};

/** The error as Slack would word it; others as they are. */
export function inSlacksWords(error, what) {
  const reason = SLACK_SAYS[error.code];
  if (!reason)
    return error;
  return new Error(`${what} failed with the error “${error.code}”. ${reason}`);
}

/** What Teams shows where the app did not answer as it should. */
export function inTeamsWords(error, app) {
  const said = { operation_timeout: `Unable to reach ${app}: it did not answer in time.`,
    app_error: `${app} could not do this. ${error.message}`,
    invalid_response: `${app} answered with something that Teams does not show. ${error.message}` };
  return said[error.code] ? new Error(said[error.code]) : error;
}

async function request(path, options) {
  let answer;
  try {
    const response = await fetch(path, options);
    answer = await response.json();
  } catch {
    throw new PlaygroundError('no_answer');
  }
  if (!answer.ok)
    throw new PlaygroundError(answer.error ?? 'unknown_error', answer.message, answer.errors);
  return answer;
}

export const get = (path, query = {}) =>
  request(`/playground/${path}?${new URLSearchParams(query)}`, { cache: 'no-store' });

export const post = (path, body, options = {}) => request(`/playground/${path}`, {
  ...options,
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

const SHORTEST_WAIT = 400;
const LONGEST_WAIT = 5000;

/** The websocket of one person. It reopens by itself until closed; onopen is called after every
 *  opening, because what was said in between has to be loaded again. */
export class Stream {
  constructor(person, { onopen, onevent, onlost }) {
    this.person = person;
    this.calls = { onopen, onevent, onlost };
    this.wait = SHORTEST_WAIT;
    this.closed = false;
    this.open();
  }

  open() {
    const url = new URL('/playground/stream', location.href);
    url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    url.search = new URLSearchParams({ as: this.person });
    this.socket = new WebSocket(url);
    this.socket.onopen = () => {
      this.wait = SHORTEST_WAIT;
      this.calls.onopen();
    };
    this.socket.onmessage = (event) => this.receive(event.data);
    this.socket.onclose = () => this.lost();
  }

  receive(data) {
    let event;
    try {
      event = JSON.parse(data);
    } catch {
      return;
    }
    this.calls.onevent(event);
  }

  lost() {
    if (this.closed)
      return;
    this.calls.onlost();
    this.timer = setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket.close();
  }
}
