/*
 * lastmile-chart: draws a chart. The daemon starts it for one picture, so that cairo, Pango and
 * every font live in no process that stays.
 *
 *     lastmile-chart < chart.json > chart.png
 *
 * The input is what chart_to_json() writes. Ends with 0; 65 (EX_DATAERR) if the input is no chart;
 * 74 (EX_IOERR) if the picture cannot be written. One line on standard error says why. It reads
 * nothing else but the system's fonts, and limits its own time and memory.
 *
 * Colours are Okabe and Ito's, which people with any kind of colour-blindness tell apart; series
 * are told apart by a legend, and bars and points carry their numbers where there is room.
 */
#include <cairo.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "bot/chart.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum {
	WIDTH = 640, // points; the picture has SCALE times as many pixels
	HEIGHT = 320,
	SCALE = 2,
	LEFT = 56,
	RIGHT = 24,
	TOP = 72,
	BOTTOM = 44,
	LINES = 5, // of the grid, at most
	INPUT_BYTES = 65536,
	SECONDS = 10,
	MEGABYTES = 1024,
};

static const double plot_width = WIDTH - LEFT - RIGHT, plot_height = HEIGHT - TOP - BOTTOM;

static const struct colour {
	double red, green, blue;
} palette[CHART_SERIES] = {
	{ 0.000, 0.447, 0.698 }, // blue
	{ 0.902, 0.624, 0.000 }, // orange
	{ 0.000, 0.620, 0.451 }, // green
	{ 0.835, 0.369, 0.000 }, // vermilion
	{ 0.800, 0.475, 0.655 }, // purple
	{ 0.337, 0.706, 0.914 }, // sky
};
static const struct colour ink = { 0.13, 0.13, 0.16 }, pale = { 0.42, 0.42, 0.47 },
			   line = { 0.87, 0.87, 0.89 };

struct canvas {
	cairo_t *cairo;
	const struct chart *chart;
	double step; // between two lines of the grid
	double ceiling; // the value at the top of the plot
	int unknown; // characters that no font here can draw
};

static void use(const struct canvas *canvas, struct colour colour)
{
	cairo_set_source_rgb(canvas->cairo, colour.red, colour.green, colour.blue);
}

enum align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };

/* Writes on one line, its middle at `y`; what is wider than `room` ends in "…". Returns its width.
 */
static double write_text(struct canvas *canvas, const char *words, const char *font, double x,
	double y, double room, enum align align)
{
	g_autoptr(PangoLayout) layout = pango_cairo_create_layout(canvas->cairo);
	PangoFontDescription *description = pango_font_description_from_string(font);
	int width, height;

	pango_layout_set_font_description(layout, description);
	pango_font_description_free(description);
	pango_layout_set_single_paragraph_mode(layout, true);
	pango_layout_set_text(layout, words, -1);
	pango_layout_get_pixel_size(layout, &width, &height);
	if (width > room) {
		pango_layout_set_width(layout, (int)(room * PANGO_SCALE));
		pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
		pango_layout_get_pixel_size(layout, &width, &height);
	}
	canvas->unknown += pango_layout_get_unknown_glyphs_count(layout);
	if (align == ALIGN_CENTRE)
		x -= width / 2.0;
	else if (align == ALIGN_RIGHT)
		x -= width;
	cairo_move_to(canvas->cairo, x, y - height / 2.0);
	pango_cairo_show_layout(canvas->cairo, layout);
	return width;
}

/* 1, 2 or 5 times a power of ten, so that the grid's lines have round numbers. */
static double round_step(double greatest)
{
	double step = greatest / LINES;

	if (step <= 0)
		return 1;
	double power = pow(10, floor(log10(step)));
	double share = step / power;
	return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
}

static void scale_to(struct canvas *canvas, double greatest)
{
	canvas->step = fmax(round_step(greatest), greatest > 1 ? 1 : 0.1);
	canvas->ceiling = fmax(ceil(greatest / canvas->step), 1) * canvas->step;
}

static double y_of(const struct canvas *canvas, double value)
{
	return TOP + plot_height * (1 - value / canvas->ceiling);
}

static void draw_value(struct canvas *canvas, double value, double x, double y, double room)
{
	_cleanup_text_ struct text words = TEXT_INIT;

	chart_say_value(value, &words);
	use(canvas, ink);
	write_text(canvas, text_string(&words), "Sans 8", x, y, room, ALIGN_CENTRE);
}

static void draw_grid(struct canvas *canvas)
{
	int lines = (int)lround(canvas->ceiling / canvas->step);

	for (int i = 0; i <= lines; i++) {
		_cleanup_text_ struct text words = TEXT_INIT;
		double value = canvas->step * i, y = y_of(canvas, value);
		use(canvas, line);
		cairo_set_line_width(canvas->cairo, 1);
		cairo_move_to(canvas->cairo, LEFT, y);
		cairo_line_to(canvas->cairo, WIDTH - RIGHT, y);
		cairo_stroke(canvas->cairo);
		chart_say_value(value, &words);
		use(canvas, pale);
		write_text(
			canvas, text_string(&words), "Sans 9", LEFT - 8, y, LEFT - 8, ALIGN_RIGHT);
	}
}

static double slot(const struct canvas *canvas)
{
	return plot_width / (double)canvas->chart->category_count;
}

/* Every second name, or third, where all of them have no room. */
static void draw_categories(struct canvas *canvas)
{
	enum { ROOM = 52 };
	double width = slot(canvas);
	size_t each = width < ROOM ? (size_t)ceil(ROOM / width) : 1;

	use(canvas, pale);
	for (size_t i = 0; i < canvas->chart->category_count; i += each)
		write_text(canvas, canvas->chart->categories[i], "Sans 9",
			LEFT + width * ((double)i + 0.5), HEIGHT - BOTTOM + 16,
			width * (double)each - 4, ALIGN_CENTRE);
}

static void draw_heading(struct canvas *canvas)
{
	const struct chart *chart = canvas->chart;
	double x = LEFT - 32;

	use(canvas, ink);
	write_text(canvas, chart->title, "Sans Bold 13", x, 22, WIDTH - 48, ALIGN_LEFT);
	for (size_t i = 0; i < chart->series_count; i++) {
		use(canvas, palette[i]);
		cairo_rectangle(canvas->cairo, x, 43, 10, 10);
		cairo_fill(canvas->cairo);
		use(canvas, ink);
		x += 16 +
		     write_text(
			     canvas, chart->series[i].name, "Sans 9", x + 15, 48, 120, ALIGN_LEFT) +
		     14;
	}
	use(canvas, pale);
	write_text(canvas, chart->unit, "Sans 9", WIDTH - RIGHT, 48, 160, ALIGN_RIGHT);
}

static void draw_bars(struct canvas *canvas, size_t series)
{
	const struct chart *chart = canvas->chart;
	double group = slot(canvas) * 0.76, width = group / (double)chart->series_count;
	bool room_for_values = width >= 16;

	for (size_t i = 0; i < chart->category_count; i++) {
		double value = chart->series[series].values[i];
		if (isnan(value))
			continue;
		double x = LEFT + slot(canvas) * ((double)i + 0.5) - group / 2 +
			   width * (double)series;
		double y = y_of(canvas, value);
		use(canvas, palette[series]);
		cairo_rectangle(canvas->cairo, x + 0.5, y, width - 1, TOP + plot_height - y);
		cairo_fill(canvas->cairo);
		if (room_for_values && value > 0)
			draw_value(canvas, value, x + width / 2, y - 8, width + 6);
	}
}

static void draw_line(struct canvas *canvas, size_t series)
{
	const struct chart *chart = canvas->chart;
	bool room_for_values = chart->series_count == 1 && slot(canvas) >= 28;
	bool drawing = false;

	use(canvas, palette[series]);
	cairo_set_line_width(canvas->cairo, 2.5);
	cairo_set_line_join(canvas->cairo, CAIRO_LINE_JOIN_ROUND);
	for (size_t i = 0; i < chart->category_count; i++) {
		double value = chart->series[series].values[i];
		double x = LEFT + slot(canvas) * ((double)i + 0.5);
		if (!isnan(value) && drawing)
			cairo_line_to(canvas->cairo, x, y_of(canvas, value));
		else if (!isnan(value))
			cairo_move_to(canvas->cairo, x, y_of(canvas, value));
		drawing = !isnan(value); // what is not known leaves a gap
	}
	cairo_stroke(canvas->cairo);
	for (size_t i = 0; i < chart->category_count; i++) {
		double value = chart->series[series].values[i];
		double x = LEFT + slot(canvas) * ((double)i + 0.5);
		if (isnan(value))
			continue;
		use(canvas, palette[series]);
		cairo_arc(canvas->cairo, x, y_of(canvas, value), 3.5, 0, 2 * G_PI);
		cairo_fill(canvas->cairo);
		if (room_for_values)
			draw_value(canvas, value, x, y_of(canvas, value) - 12, slot(canvas));
	}
}

static void draw(struct canvas *canvas)
{
	cairo_scale(canvas->cairo, SCALE, SCALE);
	cairo_set_source_rgb(canvas->cairo, 1, 1, 1);
	cairo_paint(canvas->cairo);
	draw_heading(canvas);
	draw_grid(canvas);
	draw_categories(canvas);
	for (size_t i = 0; i < canvas->chart->series_count; i++)
		switch (canvas->chart->type) {
		case CHART_BARS:
			draw_bars(canvas, i);
			break;
		case CHART_LINES:
			draw_line(canvas, i);
			break;
		}
}

static cairo_status_t put(void *data, const unsigned char *bytes, unsigned length)
{
	return fwrite(bytes, 1, length, data) == length ? CAIRO_STATUS_SUCCESS
							: CAIRO_STATUS_WRITE_ERROR;
}

static int draw_to_stdout(const struct chart *chart)
{
	cairo_surface_t *surface =
		cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH * SCALE, HEIGHT * SCALE);
	struct canvas canvas = {
		.cairo = cairo_create(surface),
		.chart = chart,
	};

	scale_to(&canvas, chart_greatest(chart));
	draw(&canvas);
	if (canvas.unknown)
		fprintf(stderr,
			"lastmile-chart: %d characters have no font here and are shown as boxes; "
			"Debian's fonts-noto-core and fonts-noto-cjk have most\n",
			canvas.unknown);
	cairo_status_t status = cairo_status(canvas.cairo);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_write_to_png_stream(surface, put, stdout);
	cairo_destroy(canvas.cairo);
	cairo_surface_destroy(surface);
	if (status == CAIRO_STATUS_SUCCESS && fflush(stdout) == 0)
		return EX_OK;
	fprintf(stderr, "lastmile-chart: cannot write the picture: %s\n",
		cairo_status_to_string(status));
	return EX_IOERR;
}

/* The address sanitizer's own map is larger than any limit. gcc and clang say so differently. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

static void limit_ourselves(void)
{
	const struct rlimit seconds = { SECONDS, SECONDS };

	setrlimit(RLIMIT_CPU, &seconds);
#ifndef __SANITIZE_ADDRESS__
	const struct rlimit bytes = { (rlim_t)MEGABYTES << 20, (rlim_t)MEGABYTES << 20 };
	setrlimit(RLIMIT_AS, &bytes);
#endif
}

static int wrong(const char *why)
{
	fprintf(stderr, "lastmile-chart: standard input is no chart: %s\n", why);
	return EX_DATAERR;
}

static int draw_input(void)
{
	static char input[INPUT_BYTES + 1];
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_json_ struct cJSON *json = NULL;
	const char *why = NULL;

	size_t length = fread(input, 1, sizeof(input), stdin);
	if (length > INPUT_BYTES)
		return wrong("it is longer than 64 KiB");
	if (json_parse(input, length, &json, &why) != 0)
		return wrong(why);
	const struct chart *chart = chart_from_json(arena, json);
	return chart ? draw_to_stdout(chart)
		     : wrong("a member is missing or not what bot/chart.h allows");
}

int main(void)
{
	if (isatty(STDIN_FILENO) || isatty(STDOUT_FILENO)) {
		fputs("lastmile-chart reads a chart and writes a picture: lastmile-chart < "
		      "chart.json > chart.png\n",
			stderr);
		return EX_USAGE;
	}
	limit_ourselves();
	int status = draw_input();
	fflush(stderr);
	_exit(status); // what Pango and fontconfig keep for the next picture goes with the process
}
