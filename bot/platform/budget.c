#include "bot/platform/budget.h"

const size_t budget_quotes[] = { BUDGET_QUOTE, 2000, 1200, 700, 400, 150 };
const size_t budget_form_quotes[] = { BUDGET_QUOTE, 1200, 400, 100 };

static const char shortened[] = "Shortened to fit here; what you wrote is kept whole.";

char *budget_take(struct budget *budget, const char *text, size_t limit, fit_escape *escape)
{
	size_t wanted = fit_units(text, escape);
	size_t granted = smaller(limit, budget->left);

	budget->cut |= wanted > granted;
	budget->squeezed |= smaller(wanted, limit) > budget->left;
	char *fit = fit_text(text, granted, escape);
	budget->left -= fit_units(fit, NULL); // it has its form now
	return fit;
}

bool budget_take_whole(struct budget *budget, const char *text, size_t limit)
{
	size_t wanted = fit_units(text, NULL);

	if (wanted > smaller(limit, budget->left)) {
		budget->cut = true;
		budget->squeezed |= wanted > budget->left;
		return false;
	}
	budget->left -= wanted;
	return true;
}

void budget_drop(struct budget *budget)
{
	budget->cut = budget->dropped = true;
}

/* A text that was too long by itself ends in "…" already. */
const char *budget_end(const struct budget *budget, bool tell)
{
	if (budget->cut && tell)
		return shortened;
	return budget->dropped || budget->squeezed ? "…" : NULL;
}
