/* SPDX-License-Identifier: MIT */
#include "codegen/ident.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* C up to C23 with GNU's, and macros of <errno.h>, <stdbool.h>, <stdlib.h> and the compiler. */
static const char *const reserved[] = {
	"NULL",	    "_Alignas",	  "_Alignof",  "_Atomic",	 "_Bool",	  "_Complex",
	"_Generic", "_Imaginary", "_Noreturn", "_Static_assert", "_Thread_local", "asm",
	"auto",	    "bool",	  "break",     "case",		 "char",	  "const",
	"continue", "default",	  "do",	       "double",	 "else",	  "enum",
	"errno",    "extern",	  "false",     "float",		 "for",		  "goto",
	"if",	    "inline",	  "int",       "linux",		 "long",	  "register",
	"restrict", "return",	  "short",     "signed",	 "sizeof",	  "static",
	"struct",   "switch",	  "true",      "typedef",	 "typeof",	  "union",
	"unix",	    "unsigned",	  "void",      "volatile",	 "while"
};

static const char *const cpp[] = {
	"alignas",     "alignof",   "and",	"and_eq",	    "bitand",	    "bitor",
	"catch",       "char16_t",  "char32_t", "char8_t",	    "class",	    "co_await",
	"co_return",   "co_yield",  "compl",	"concept",	    "const_cast",   "consteval",
	"constexpr",   "constinit", "decltype", "delete",	    "dynamic_cast", "explicit",
	"export",      "friend",    "mutable",	"namespace",	    "new",	    "noexcept",
	"not",	       "not_eq",    "nullptr",	"operator",	    "or",	    "or_eq",
	"private",     "protected", "public",	"reinterpret_cast", "requires",	    "static_assert",
	"static_cast", "template",  "this",	"thread_local",	    "throw",	    "try",
	"typeid",      "typename",  "using",	"virtual",	    "wchar_t",	    "xor",
	"xor_eq"
};

bool cg_is_ident(const char *name)
{
	if (!isalpha((unsigned char)*name) && *name != '_')
		return false;
	while (isalnum((unsigned char)*name) || *name == '_')
		name++;
	return *name == '\0';
}

static bool is_reserved(const char *name)
{
	for (size_t i = 0; i < COUNT(reserved); i++)
		if (strcmp(reserved[i], name) == 0)
			return true;
	return false;
}

char *cg_ident(const char *name)
{
	char *ident = NULL;

	if (asprintf(&ident, "%s%s", name, is_reserved(name) || !*name ? "_" : "") < 0)
		return NULL;
	for (char *c = ident; *c; c++)
		if (!isalnum((unsigned char)*c) && *c != '_')
			*c = '_';
	if (isdigit((unsigned char)*ident))
		*ident = '_';
	return ident;
}

/* ---- no two the same ---- */

struct ranked {
	char **ident;
	size_t rank;
};

static int by_name(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	int order = strcmp(*x->ident, *y->ident);

	return order ? order : x->rank < y->rank ? -1 : 1;
}

static int number(char **ident, size_t n)
{
	char *numbered = NULL;

	if (asprintf(&numbered, "%s_%zu", *ident, n) < 0)
		return -ENOMEM;
	free(*ident);
	*ident = numbered;
	return 1;
}

/* > 0 when some were changed. The first of a run keeps its name. */
static int number_runs(const struct ranked *sorted, size_t cnt)
{
	int changed = 0;

	for (size_t first = 0, i = 1; i < cnt; i++) {
		int ret = 0;

		if (strcmp(*sorted[first].ident, *sorted[i].ident) != 0)
			first = i;
		else
			ret = number(sorted[i].ident, i - first + 1);
		if (ret < 0)
			return ret;
		changed |= ret;
	}
	return changed;
}

int cg_unique(char **const *idents, size_t cnt, struct wbpf_error *err)
{
	struct ranked *sorted = calloc(cnt + 1, sizeof(*sorted));
	int ret = sorted ? 1 : -ENOMEM;

	for (int round = 0; ret > 0 && round < 16; round++) {
		for (size_t i = 0; i < cnt; i++)
			sorted[i] = (struct ranked){ idents[i], i };
		qsort(sorted, cnt, sizeof(*sorted), by_name);
		ret = number_runs(sorted, cnt);
	}
	free(sorted);
	if (ret > 0)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -E2BIG, "too many names are the same");
	return ret ? wbpf_fail(err, WBPF_STAGE_INTERNAL, -ENOMEM, "out of memory") : 0;
}

/* ---- C++ ---- */

_Static_assert(COUNT(cpp) <= 128, "a bit each");

void cg_note_cpp(uint64_t set[2], const char *ident)
{
	for (size_t i = 0; i < COUNT(cpp); i++)
		if (strcmp(cpp[i], ident) == 0)
			set[i / 64] |= 1ULL << i % 64;
}

void cg_cpp_names(struct wbpf_buf *out, const uint64_t set[2], bool define)
{
	if (!set[0] && !set[1])
		return;
	wbpf_buf_printf(out, "\n#ifdef __cplusplus%s\n",
			define ? " /* keywords there: their names end in _ */" : "");
	for (size_t i = 0; i < COUNT(cpp); i++) {
		if (!(set[i / 64] >> i % 64 & 1))
			continue;
		if (define)
			wbpf_buf_printf(out, "#define %s %s_\n", cpp[i], cpp[i]);
		else
			wbpf_buf_printf(out, "#undef %s\n", cpp[i]);
	}
	wbpf_buf_printf(out, "#endif\n");
}
