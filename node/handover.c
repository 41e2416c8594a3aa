/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/handover.c - which forms of network configuration there are.
 */
#include "handover.h"

#include <stdlib.h>
#include <string.h>

static const struct handover_form *const forms[] = {
	&handover_networkd,
	&handover_networkmanager,
	&handover_ifupdown,
	&handover_wicked,
};

const struct handover_form *handover_find(const char *name)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(forms[i]->name, name) == 0)
			return forms[i];
	return NULL;
}

const struct handover_form *handover_choose(const char *names,
					    int (*has)(void *arg, const char *path),
					    void *arg)
{
	while (strchr(names, '|')) {
		const struct handover_form *form;
		char name[32];
		size_t n = strcspn(names, "|");

		snprintf(name, sizeof(name), "%.*s", (int)n, names);
		form = handover_find(name);
		if (form && has(arg, form->program))
			return form;
		names += n + 1;
	}
	return handover_find(names);
}

char *handover_text(const struct handover_form *form, const struct handover *handover)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	if (!out)
		return NULL;
	form->put(out, handover);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

const char *handover_address(const struct handover *handover, char text[NETADDR_TEXT + 4])
{
	char addr[NETADDR_TEXT];

	snprintf(text, NETADDR_TEXT + 4, "%s/%d",
		 netaddr_text(&handover->ip.client, addr), handover->ip.prefix);
	return text;
}
