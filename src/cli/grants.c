/* SPDX-License-Identifier: MIT */
#include "cli/grants.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *env_string(const char *text, bool has_value)
{
	char *both;

	if (has_value)
		return strdup(text);
	return asprintf(&both, "%s=%s", text, getenv(text)) < 0 ? NULL : both;
}

/* The guest's getenv() would find the first of two. */
static char **env_slot(struct cli_grants *g, const char *text, size_t name_len)
{
	char **grown;

	for (int i = 0; i < g->env_cnt; i++)
		if (strncmp(g->env[i], text, name_len) == 0 && g->env[i][name_len] == '=')
			return &g->env[i];
	grown = reallocarray(g->env, (size_t)g->env_cnt + 1, sizeof(*grown));
	if (!grown)
		return NULL;
	g->env = grown;
	g->env[g->env_cnt] = NULL;
	return &g->env[g->env_cnt++];
}

int cli_grant_env(struct cli_grants *g, const char *text)
{
	size_t name_len = strcspn(text, "=");
	char **slot, *string;

	if (name_len == 0)
		return -EINVAL;
	if (text[name_len] == '\0' && !getenv(text))
		return 0;
	string = env_string(text, text[name_len] == '=');
	slot = string ? env_slot(g, text, name_len) : NULL;
	if (!slot) {
		free(string);
		return -ENOMEM;
	}
	free(*slot);
	*slot = string;
	return 0;
}

static char *without_suffix(const char *text, bool *read_only)
{
	size_t len = strlen(text);

	*read_only = len > 3 && strcmp(text + len - 3, ":ro") == 0;
	return strndup(text, *read_only ? len - 3 : len);
}

static int parse_dir(const char *text, struct wbpf_dir *dir)
{
	const char *sep = strstr(text, "::");
	char *host, *guest = NULL;

	if (sep == text || !*text || (sep && !sep[2]))
		return -EINVAL;
	host = sep ? strndup(text, (size_t)(sep - text)) : without_suffix(text, &dir->read_only);
	if (sep)
		guest = without_suffix(sep + 2, &dir->read_only);
	if (!host || (sep && !guest)) {
		free(host);
		free(guest);
		return -ENOMEM;
	}
	dir->host_path = host;
	dir->guest_path = guest;
	return 0;
}

int cli_grant_dir(struct cli_grants *g, const char *text)
{
	struct wbpf_dir *grown = reallocarray(g->dirs, g->dir_cnt + 1, sizeof(*grown));
	int ret;

	if (!grown)
		return -ENOMEM;
	g->dirs = grown;
	g->dirs[g->dir_cnt] = (struct wbpf_dir){ 0 };
	ret = parse_dir(text, &g->dirs[g->dir_cnt]);
	if (!ret)
		g->dir_cnt++;
	return ret;
}

void cli_grants_free(struct cli_grants *g)
{
	for (int i = 0; i < g->env_cnt; i++)
		free(g->env[i]);
	for (size_t i = 0; i < g->dir_cnt; i++) {
		free((char *)g->dirs[i].host_path);
		free((char *)g->dirs[i].guest_path);
	}
	free(g->env);
	free(g->dirs);
	*g = (struct cli_grants){ 0 };
}
