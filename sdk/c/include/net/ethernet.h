/* SPDX-License-Identifier: MIT */
#ifndef _NET_ETHERNET_H
#define _NET_ETHERNET_H

#include <linux/if_ether.h>
#include <stdint.h>

struct ether_addr {
	uint8_t ether_addr_octet[ETH_ALEN];
} __attribute__((packed));

struct ether_header {
	uint8_t ether_dhost[ETH_ALEN];
	uint8_t ether_shost[ETH_ALEN];
	uint16_t ether_type;
} __attribute__((packed));

#define ETHER_ADDR_LEN ETH_ALEN
#define ETHER_HDR_LEN  ETH_HLEN
#define ETHERTYPE_IP   ETH_P_IP
#define ETHERTYPE_ARP  ETH_P_ARP
#define ETHERTYPE_VLAN ETH_P_8021Q
#define ETHERTYPE_IPV6 ETH_P_IPV6

#endif
