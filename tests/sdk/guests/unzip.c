/* SPDX-License-Identifier: MIT */
/* Decompresses a file of gzip to standard output, in small steps. */
#include <stdio.h>
#include <zlib.h>

static int inflate_file(FILE *f, z_stream *z)
{
	static unsigned char in[100], out[333];
	int ret = Z_OK;

	while (ret == Z_OK) {
		if (!z->avail_in) {
			z->next_in = in;
			z->avail_in = (unsigned int)fread(in, 1, sizeof(in), f);
		}
		z->next_out = out;
		z->avail_out = sizeof(out);
		ret = inflate(z, Z_NO_FLUSH);
		fwrite(out, 1, sizeof(out) - z->avail_out, stdout);
	}
	return ret;
}

int main(int argc, char **argv)
{
	FILE *f = argc == 2 ? fopen(argv[1], "r") : NULL;
	z_stream z = { 0 };
	int ret;

	if (!f || inflateInit2(&z, 16 + MAX_WBITS) != Z_OK)
		return 2;
	ret = inflate_file(f, &z);
	inflateEnd(&z);
	return ret != Z_STREAM_END;
}
