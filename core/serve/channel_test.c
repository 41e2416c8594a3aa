/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/channel_test.c
 */
#include "channel.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct pair {
	struct log log;
	int ends[2];
	struct channel_message *message;
};

static void open_pair(struct pair *pair)
{
	log_init(&pair->log, "test");
	UNIT_INT(channel_open(&pair->log, pair->ends), 0);
	pair->message = mem_alloc(sizeof(*pair->message));
}

static void close_pair(struct pair *pair)
{
	if (pair->ends[0] >= 0)
		close(pair->ends[0]);
	close(pair->ends[1]);
	free(pair->message);
}

static void messages_arrive_whole(void)
{
	const struct in6_addr address = { .s6_addr = { 1, 2, 3 } };
	struct pair pair;

	open_pair(&pair);
	UNIT_INT(channel_receive(pair.ends[1], 0, pair.message), 0);
	UNIT_INT(channel_send(pair.ends[0], CHANNEL_REPORT, &address, "one", 3), 0);
	UNIT_INT(channel_send(pair.ends[0], CHANNEL_SEEN, NULL, "", 0), 0);
	UNIT_INT(channel_receive(pair.ends[1], 1000, pair.message), 1);
	UNIT_INT(pair.message->kind, CHANNEL_REPORT);
	UNIT_STR(pair.message->text, "one");
	CU_ASSERT(memcmp(&pair.message->address, &address, sizeof(address)) == 0);
	UNIT_INT(channel_receive(pair.ends[1], 1000, pair.message), 1);
	UNIT_INT(pair.message->kind, CHANNEL_SEEN);
	UNIT_STR(pair.message->text, "");
	close_pair(&pair);
}

static void a_full_channel_does_not_wait(void)
{
	char text[4096] = "";
	struct pair pair;
	int rc = 0, sent = 0;

	open_pair(&pair);
	while (rc == 0 && sent < 100000) {
		rc = channel_send(pair.ends[0], CHANNEL_REPORT, NULL, text, sizeof(text));
		sent += rc == 0;
	}
	UNIT_INT(rc, -EAGAIN);
	CU_ASSERT(sent > 10);
	UNIT_INT(channel_receive(pair.ends[1], 0, pair.message), 1);
	UNIT_INT(channel_send(pair.ends[0], CHANNEL_REPORT, NULL, text, 1), 0);
	UNIT_INT(channel_send(pair.ends[0], CHANNEL_REPORT, NULL, text, CHANNEL_TEXT + 1),
		 -EMSGSIZE);
	close_pair(&pair);
}

static void the_end_is_seen_after_the_last_message(void)
{
	struct pair pair;

	open_pair(&pair);
	UNIT_INT(channel_send(pair.ends[0], CHANNEL_SEEN, NULL, "x", 1), 0);
	close(pair.ends[0]);
	pair.ends[0] = -1;
	UNIT_INT(channel_receive(pair.ends[1], 0, pair.message), 1);
	UNIT_INT(channel_receive(pair.ends[1], 0, pair.message), -EPIPE);
	UNIT_INT(channel_send(pair.ends[1], CHANNEL_SEEN, NULL, "x", 1), -EPIPE);
	close_pair(&pair);
}

static void lines_go_in_pieces(void)
{
	struct str text CLEANUP_STR = { 0 }, got CLEANUP_STR = { 0 };
	struct pair pair;
	int pieces = 0;

	open_pair(&pair);
	while (text.n < 3 * CHANNEL_TEXT)
		str_addf(&text, "node 10.0.0.1 n%zu\n", text.n);
	UNIT_INT(channel_send_lines(pair.ends[0], str_text(&text)), 0);
	for (; channel_receive(pair.ends[1], 0, pair.message) == 1; pieces++) {
		if (pair.message->kind == CHANNEL_PEERS_END)
			break;
		CU_ASSERT(str_ends(pair.message->text, "\n"));
		str_add(&got, pair.message->text);
	}
	UNIT_INT(pieces, 4);
	UNIT_STR(str_text(&got), str_text(&text));
	UNIT_INT(pair.message->kind, CHANNEL_PEERS_END);
	close_pair(&pair);
}

static void malformed_messages_are_told(void)
{
	const uint32_t lies[8] = { CHANNEL_REPORT, 12345 };
	struct pair pair;

	open_pair(&pair);
	CU_ASSERT(send(pair.ends[0], "abc", 3, 0) == 3);
	UNIT_INT(channel_receive(pair.ends[1], 0, pair.message), -EBADMSG);
	CU_ASSERT(send(pair.ends[0], lies, sizeof(lies), 0) == sizeof(lies));
	UNIT_INT(channel_receive(pair.ends[1], 0, pair.message), -EBADMSG);
	close_pair(&pair);
}

const char unit_suite[] = "channel";
const struct unit_case unit_cases[] = {
	{ "messages arrive whole and in order", messages_arrive_whole },
	{ "a full channel says so and does not wait", a_full_channel_does_not_wait },
	{ "the end is seen after the last message",
	  the_end_is_seen_after_the_last_message },
	{ "a long text goes in pieces of whole lines", lines_go_in_pieces },
	{ "malformed messages are told", malformed_messages_are_told },
	{ NULL, NULL },
};
