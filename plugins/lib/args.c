/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/args.c - a list of words that grows.
 */
#include "args.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void args_addn(struct args *args, const char *word, size_t bytes)
{
	char *copy = strndup(word, bytes);

	if (copy && args->n + 2 > args->room) {
		size_t room = args->room ? 2 * args->room : 16;
		char **v = reallocarray(args->v, room, sizeof(*v));

		if (v) {
			args->v = v;
			args->room = room;
		}
	}
	if (!copy || args->n + 2 > args->room) {
		free(copy);
		args->failed = 1;
		return;
	}
	args->v[args->n++] = copy;
	args->v[args->n] = NULL;
}

void args_add(struct args *args, const char *word)
{
	args_addn(args, word, strlen(word));
}

void args_addf(struct args *args, const char *fmt, ...)
{
	char *word = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&word, fmt, ap);
	va_end(ap);
	if (n < 0) {
		args->failed = 1;
		return;
	}
	args_add(args, word);
	free(word);
}

void args_split(struct args *args, const char *text, const char *separators)
{
	while (*text) {
		size_t n = strcspn(text, separators);

		if (n)
			args_addn(args, text, n);
		text += n + (text[n] != '\0');
	}
}

void args_fini(struct args *args)
{
	for (size_t i = 0; i < args->n; i++)
		free(args->v[i]);
	free(args->v);
	*args = (struct args){ 0 };
}

int args_check(struct sl_job *job, const struct args *args)
{
	return args->failed ? sl_fail(job, ENOMEM, "memory is out") : 0;
}

int args_run(struct sl_job *job, uint32_t flags, const struct args *words,
	     const struct args *env)
{
	const struct sl_command command = {
		.size = SL_SIZE_OF(struct sl_command),
		.flags = flags,
		.argv = (const char *const *)words->v,
		.env = env ? (const char *const *)env->v : NULL,
	};
	int rc = args_check(job, words);

	if (rc == 0 && env)
		rc = args_check(job, env);
	return rc < 0 ? rc : job->host->run(job, &command);
}

char *args_text(const struct args *args, const char *separator, const char *end)
{
	size_t bytes = strlen(end) + 1;
	char *text, *at;

	for (size_t i = 0; i < args->n; i++)
		bytes += strlen(args->v[i]) + strlen(separator);
	text = at = args->failed ? NULL : malloc(bytes);
	if (!text)
		return NULL;
	*at = '\0';
	for (size_t i = 0; i < args->n; i++)
		at = stpcpy(stpcpy(at, args->v[i]), i + 1 < args->n ? separator : end);
	return text;
}

char *args_printf(const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	return n < 0 ? NULL : text;
}
