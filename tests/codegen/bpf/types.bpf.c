/* SPDX-License-Identifier: MIT */
/* A variable of every kind of type, in every kind of section. */
#include "kernel.h"
#include <stdbool.h>

#include <bpf/bpf_helpers.h>

#include "types.h"

struct only_bpf {
	void *hidden;
	unsigned long also;
};
typedef unsigned long size_type;
typedef size_type size_type_again;
typedef int triple[3];
typedef triple grid[2];
typedef void (*callback)(struct event *);
typedef long word_t;

/* integers and floats */
char plain_char;
signed char signed_char;
unsigned char unsigned_char;
_Bool truth;
bool truths[3];
short short_int;
unsigned short unsigned_short;
int some_int;
unsigned int unsigned_int;
long long_int;
unsigned long unsigned_long;
long long long_long;
unsigned long long unsigned_long_long;
__u8 u8_var;
__s16 s16_var;
__u32 u32_var;
__u64 u64_var;
size_type_again size_var;
word_t word_var;
char after_word;
__int128 int128_var;
unsigned __int128 uint128_var;
float float_var;
double double_var;

/* pointers */
void *pointer;
const volatile char *volatile text;
struct only_bpf *opaque;
struct undeclared *forward;
callback call_me;
int (*calls[2])(long, char *);
struct event **twice;

/* arrays */
triple three;
grid six;
long cube[2][3][4];
char matrix[5][7];
const void *pointers[3];

/* by name */
struct event event;
event_t typedefed_event;
volatile union word word;
enum colour colour;
enum wide wide;
pair_t pair;
pair_t pair_array[2][2];
state_t state;
struct packed_one packed_one;
char after_packed;
struct wide_aligned wide_aligned;
char after_aligned;
struct outer outer;

/* anonymous */
struct {
	char c;
	long l;
	struct {
		void *p;
		char tail;
	} inner[3];
	union {
		struct {
			short s;
			unsigned long ul;
		};
		char bytes[32];
	};
	enum { INNER_A, INNER_B = 5 } kind;
	struct event ev;
	size_type_again last;
	char end;
} nest;
union {
	char c;
	__int128 big;
} any;
struct {
	char a;
	int b;
	long long c;
	short d;
} __attribute__((packed)) tight;
struct {
	int a;
	char b;
} __attribute__((aligned(32))) roomy;
struct {
} nothing;
char after_nothing;
struct {
	int cnt;
	struct {
		long a;
	} items[];
} growing;
enum { ANON_ONE = 1, ANON_TWO } anon_enum;
enum { ANON_NEGATIVE = -3 } anon_signed;
enum { ANON_WIDE = 0x123456789aULL } anon_wide;
enum { ANON_BYTE = 3 } __attribute__((packed)) anon_byte;

/* bit-fields */
struct {
	BITS
} bits;
struct {
	MORE_BITS
} more_bits;
struct {
	PACKED_BITS
} __attribute__((packed)) packed_bits;

/* sections */
const volatile bool ro_flag = true;
const volatile long ro_long = 5;
const volatile struct event ro_event = { .pid = 1 };
const volatile struct {
	int n;
	void *p;
} ro_anon = { 1, 0 };
volatile int data_int = 3;
char *data_text = "text";
int custom_data SEC(".data.custom") = 4;
const volatile int custom_rodata SEC(".rodata.custom.more") = 5;
static volatile long not_shown = 6;
__hidden long hidden_one = 7;
static volatile char static_first SEC(".data.statics") = 1;
volatile long shown_behind SEC(".data.statics") = 8;

extern int CONFIG_HZ __kconfig;
extern bool CONFIG_BPF __kconfig __weak;
extern int LINUX_KERNEL_VERSION __kconfig;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 10);
	__type(key, int);
	__type(value, struct only_bpf);
} hash SEC(".maps");

SEC("tp/syscalls/sys_enter_execve")
int on_exec(void *ctx)
{
	not_shown++;
	static_first++;
	return CONFIG_HZ + CONFIG_BPF + LINUX_KERNEL_VERSION + hidden_one + ro_flag;
}

SEC("raw_tp/sched_switch")
int on_switch(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
