#ifndef LASTMILE_REPORT_FORM_H
#define LASTMILE_REPORT_FORM_H
/*
 * The form `report`: choices as chips, similar issues on top. It is opened by /report without
 * words, by the shortcuts, by a button, and to add details to what was logged with a word.
 */
struct filing;
struct form;
struct outcome;
struct request;
struct tool;

/* An empty one about the tool (NULL: not said); `otherwise` where no form can open. */
struct outcome *report_form_open(
	struct request *request, const struct tool *tool, struct outcome *otherwise);

/* With what is filled in already. */
struct form *report_form(struct request *request, const struct filing *filing);

/* The button `report_form`: "summarizer", or nothing. */
struct outcome *report_form_button(struct request *request);

/* Another tool was chosen in the open form: the issues on top are others. */
struct outcome *report_form_renew(struct request *request);

/* It was sent. */
struct outcome *report_form_sent(struct request *request);

#endif
