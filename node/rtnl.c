/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/rtnl.c - links, addresses and routes, by rtnetlink.
 */
#include "rtnl.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { ADDRESSES = 64 /* of one interface that are flushed */ };

struct request {
	struct nlmsghdr head;
	union {
		struct ifinfomsg link;
		struct ifaddrmsg addr;
		struct rtmsg route;
	};
	char attributes[128];
};

static void begin(struct request *request, int type, int flags, size_t body)
{
	memset(request, 0, sizeof(*request));
	request->head.nlmsg_len = (uint32_t)NLMSG_LENGTH(body);
	request->head.nlmsg_type = (uint16_t)type;
	request->head.nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
}

static void put(struct request *request, int type, const void *data, size_t n)
{
	struct rtattr *attribute =
		(struct rtattr *)((char *)request + NLMSG_ALIGN(request->head.nlmsg_len));

	attribute->rta_type = (unsigned short)type;
	attribute->rta_len = (unsigned short)RTA_LENGTH(n);
	memcpy(RTA_DATA(attribute), data, n);
	request->head.nlmsg_len = (uint32_t)(NLMSG_ALIGN(request->head.nlmsg_len) +
					     RTA_ALIGN(RTA_LENGTH(n)));
}

static int open_socket(void)
{
	struct timeval bound = { .tv_sec = 5 };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &bound, sizeof(bound));
	return fd < 0 ? -errno : fd;
}

static int talk(struct request *request)
{
	union {
		struct nlmsghdr head;
		char bytes[4096];
	} answer;
	int fd = open_socket(), rc = 0;
	ssize_t n;

	if (fd < 0)
		return fd;
	request->head.nlmsg_flags |= NLM_F_ACK;
	if (send(fd, request, request->head.nlmsg_len, 0) < 0)
		rc = -errno;
	n = rc == 0 ? recv(fd, &answer, sizeof(answer), 0) : 0;
	if (n < 0)
		rc = -errno;
	else if (rc == 0 && (n < (ssize_t)NLMSG_LENGTH(sizeof(struct nlmsgerr)) ||
			     answer.head.nlmsg_type != NLMSG_ERROR))
		rc = -EPROTO;
	else if (rc == 0)
		rc = ((struct nlmsgerr *)NLMSG_DATA(&answer.head))->error;
	close(fd);
	return rc;
}

int rtnl_link(int index, int up)
{
	struct request request;

	begin(&request, RTM_NEWLINK, 0, sizeof(request.link));
	request.link.ifi_index = index;
	request.link.ifi_flags = up ? IFF_UP : 0;
	request.link.ifi_change = IFF_UP;
	return talk(&request);
}

static void put_address(struct request *request, int type, int index, int prefix,
			const struct netaddr *addr)
{
	begin(request, type, type == RTM_NEWADDR ? NLM_F_CREATE | NLM_F_REPLACE : 0,
	      sizeof(request->addr));
	request->addr.ifa_family = (unsigned char)addr->family;
	request->addr.ifa_prefixlen = (unsigned char)prefix;
	request->addr.ifa_index = (unsigned)index;
	put(request, IFA_LOCAL, addr->bytes, netaddr_bytes(addr));
	put(request, IFA_ADDRESS, addr->bytes, netaddr_bytes(addr));
}

/* No duplicate address detection for IPv6: the address is ours, and needed at once. */
int rtnl_add_address(int index, const struct netaddr *addr, int prefix)
{
	struct request request;

	put_address(&request, RTM_NEWADDR, index, prefix, addr);
	request.addr.ifa_flags = addr->family == AF_INET6 ? IFA_F_NODAD : 0;
	if (addr->family == AF_INET && prefix < 31) {
		unsigned char all[4];

		for (int i = 0; i < 4; i++) {
			int host = prefix - 8 * i;

			host = host < 0 ? 0 : host > 8 ? 8 : host;
			all[i] = (unsigned char)(addr->bytes[i] | 0xff >> host);
		}
		put(&request, IFA_BROADCAST, all, 4);
	}
	return talk(&request);
}

/* "onlink": a gateway outside of the prefix is what some networks hand out. */
int rtnl_add_default(int index, const struct netaddr *gateway)
{
	struct request request;

	begin(&request, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE,
	      sizeof(request.route));
	request.route.rtm_family = (unsigned char)gateway->family;
	request.route.rtm_table = RT_TABLE_MAIN;
	request.route.rtm_protocol = RTPROT_BOOT;
	request.route.rtm_scope = RT_SCOPE_UNIVERSE;
	request.route.rtm_type = RTN_UNICAST;
	request.route.rtm_flags = RTNH_F_ONLINK;
	put(&request, RTA_GATEWAY, gateway->bytes, netaddr_bytes(gateway));
	put(&request, RTA_OIF, &index, sizeof(index));
	return talk(&request);
}

struct found {
	struct netaddr addr[ADDRESSES];
	int prefix[ADDRESSES];
	int n, index;
};

static void note_address(struct found *found, const struct nlmsghdr *head)
{
	const struct ifaddrmsg *message = NLMSG_DATA(head);
	const struct rtattr *attribute = IFA_RTA(message);
	int left = (int)IFA_PAYLOAD(head);

	if (message->ifa_index != (unsigned)found->index || found->n == ADDRESSES)
		return;
	for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
		if (attribute->rta_type != IFA_LOCAL || RTA_PAYLOAD(attribute) != 4)
			continue;
		found->addr[found->n].family = AF_INET;
		memcpy(found->addr[found->n].bytes, RTA_DATA(attribute), 4);
		found->prefix[found->n++] = message->ifa_prefixlen;
		return;
	}
}

static int list_addresses(struct found *found)
{
	struct request request;
	int fd = open_socket();

	if (fd < 0)
		return fd;
	begin(&request, RTM_GETADDR, NLM_F_DUMP, sizeof(request.addr));
	request.addr.ifa_family = AF_INET;
	if (send(fd, &request, request.head.nlmsg_len, 0) < 0) {
		close(fd);
		return -errno;
	}
	for (;;) {
		union {
			struct nlmsghdr head;
			char bytes[16384];
		} answer;
		ssize_t n = recv(fd, &answer, sizeof(answer), 0);
		const struct nlmsghdr *head = &answer.head;

		if (n <= 0)
			break;
		for (; NLMSG_OK(head, n); head = NLMSG_NEXT(head, n)) {
			if (head->nlmsg_type != RTM_NEWADDR) {
				close(fd);
				return head->nlmsg_type == NLMSG_DONE ? 0 : -EPROTO;
			}
			note_address(found, head);
		}
	}
	close(fd);
	return -EIO;
}

int rtnl_flush(int index)
{
	struct found found = { .index = index };
	int rc = list_addresses(&found);

	for (int i = 0; i < found.n; i++) {
		struct request request;
		int one;

		put_address(&request, RTM_DELADDR, index, found.prefix[i],
			    &found.addr[i]);
		one = talk(&request);
		if (one < 0 && one != -EADDRNOTAVAIL)
			rc = one;
	}
	return rc;
}
