/* SPDX-License-Identifier: MIT */
/* Names and addresses of packets for people. */
#ifndef EXAMPLES_FLOW_TEXT_H
#define EXAMPLES_FLOW_TEXT_H

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#define ENDPOINT_SIZE 64

struct protocol_name {
	int number;
	const char *name;
};

static const struct protocol_name protocol_names[] = {
	{ 1, "icmp" },	{ 2, "igmp" },	 { 6, "tcp" },	  { 17, "udp" },  { 47, "gre" },
	{ 50, "esp" },	{ 58, "icmp6" }, { 132, "sctp" },
};

static inline const char *protocol_text(int number)
{
	static char text[16];

	for (size_t i = 0; i < sizeof(protocol_names) / sizeof(protocol_names[0]); i++)
		if (protocol_names[i].number == number)
			return protocol_names[i].name;
	snprintf(text, sizeof(text), "%d", number);
	return text;
}

/* -1 when no protocol has this name. */
static inline int protocol_number(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(protocol_names) / sizeof(protocol_names[0]); i++)
		if (strlen(protocol_names[i].name) == len &&
		    !strncmp(protocol_names[i].name, name, len))
			return protocol_names[i].number;
	return -1;
}

static inline const char *endpoint_text(char dst[ENDPOINT_SIZE], int family, const __u8 *address,
					__u16 port)
{
	char ip[INET6_ADDRSTRLEN] = "?";

	inet_ntop(family == 6 ? AF_INET6 : AF_INET, address, ip, sizeof(ip));
	snprintf(dst, ENDPOINT_SIZE, family == 6 ? "[%s]:%u" : "%s:%u", ip, (unsigned int)port);
	return dst;
}

#endif
