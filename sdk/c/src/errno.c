/* SPDX-License-Identifier: MIT */
/*
 * Linux error numbers to the guest libc's. A number that WASI has no name for keeps its value when
 * it is above WASI's range (ENOTSUPP 524, EKEYREJECTED 129, ...) and else becomes the nearest name.
 */
#include "internal.h"

static const uint8_t table[] = {
	[1] = EPERM,
	[2] = ENOENT,
	[3] = ESRCH,
	[4] = EINTR,
	[5] = EIO,
	[6] = ENXIO,
	[7] = E2BIG,
	[8] = ENOEXEC,
	[9] = EBADF,
	[10] = ECHILD,
	[11] = EAGAIN,
	[12] = ENOMEM,
	[13] = EACCES,
	[14] = EFAULT,
	[15] = ENODEV, /* ENOTBLK */
	[16] = EBUSY,
	[17] = EEXIST,
	[18] = EXDEV,
	[19] = ENODEV,
	[20] = ENOTDIR,
	[21] = EISDIR,
	[22] = EINVAL,
	[23] = ENFILE,
	[24] = EMFILE,
	[25] = ENOTTY,
	[26] = ETXTBSY,
	[27] = EFBIG,
	[28] = ENOSPC,
	[29] = ESPIPE,
	[30] = EROFS,
	[31] = EMLINK,
	[32] = EPIPE,
	[33] = EDOM,
	[34] = ERANGE,
	[35] = EDEADLK,
	[36] = ENAMETOOLONG,
	[37] = ENOLCK,
	[38] = ENOSYS,
	[39] = ENOTEMPTY,
	[40] = ELOOP,
	[42] = ENOMSG,
	[43] = EIDRM,
	[44] = ERANGE, /* ECHRNG */
	[45] = EIO,
	[46] = EIO,
	[47] = EIO,    /* EL2NSYNC, EL3HLT, EL3RST */
	[48] = ERANGE, /* ELNRNG */
	[49] = EIO,    /* EUNATCH */
	[50] = ENOMSG, /* ENOCSI */
	[51] = EIO,    /* EL2HLT */
	[52] = EBADF,
	[53] = EINVAL,
	[54] = ENOSPC, /* EBADE, EBADR, EXFULL */
	[55] = ENOENT,
	[56] = EINVAL, /* ENOANO, EBADRQC */
	[57] = EINVAL, /* EBADSLT */
	[59] = EINVAL, /* EBFONT */
	[60] = EINVAL, /* ENOSTR */
	[61] = ENOMSG, /* ENODATA */
	[62] = ETIMEDOUT,
	[63] = ENOBUFS,
	[64] = ENETUNREACH, /* ETIME, ENOSR, ENONET */
	[65] = ENOENT,
	[66] = EXDEV, /* ENOPKG, EREMOTE */
	[67] = ENOLINK,
	[68] = EIO,
	[69] = EIO,
	[70] = EIO, /* EADV, ESRMNT, ECOMM */
	[71] = EPROTO,
	[72] = EMULTIHOP,
	[73] = EIO, /* EDOTDOT */
	[74] = EBADMSG,
	[75] = EOVERFLOW,
	[76] = EEXIST, /* ENOTUNIQ */
	[77] = EBADF,
	[78] = EIO, /* EBADFD, EREMCHG */
	[84] = EILSEQ,
	[88] = ENOTSOCK,
	[89] = EDESTADDRREQ,
	[90] = EMSGSIZE,
	[91] = EPROTOTYPE,
	[92] = ENOPROTOOPT,
	[93] = EPROTONOSUPPORT,
	[95] = EOPNOTSUPP,
	[97] = EAFNOSUPPORT,
	[98] = EADDRINUSE,
	[99] = EADDRNOTAVAIL,
	[100] = ENETDOWN,
	[101] = ENETUNREACH,
	[102] = ENETRESET,
	[103] = ECONNABORTED,
	[104] = ECONNRESET,
	[105] = ENOBUFS,
	[106] = EISCONN,
	[107] = ENOTCONN,
	[110] = ETIMEDOUT,
	[111] = ECONNREFUSED,
	[113] = EHOSTUNREACH,
	[114] = EALREADY,
	[115] = EINPROGRESS,
	[116] = ESTALE,
	[122] = EDQUOT,
	[125] = ECANCELED,
	[130] = EOWNERDEAD,
	[131] = ENOTRECOVERABLE,
};

int wbpf_errno(int linux_errno)
{
	if (linux_errno > 0 && linux_errno < (int)sizeof(table) && table[linux_errno])
		return table[linux_errno];
	return linux_errno;
}

int wbpf_err(int err)
{
	errno = err;
	return -err;
}

void *wbpf_null(int err)
{
	errno = err;
	return NULL;
}

int wbpf_ret(int answer)
{
	return answer >= 0 ? answer : wbpf_err(wbpf_errno(-answer));
}

static void print_last_error(void)
{
	char *text = wbpf_last_error(), *line, *rest = text;

	while (rest && (line = strsep(&rest, "\n")))
		if (*line)
			wbpf_print(LIBBPF_WARN, "libbpf: %s\n", line);
	free(text);
}

int wbpf_fail(int answer)
{
	if (answer < 0)
		print_last_error();
	return wbpf_ret(answer);
}

long libbpf_get_error(const void *ptr)
{
	return ptr ? 0 : -errno;
}

int libbpf_strerror(int err, char *buf, size_t size)
{
	int needed;

	if (!buf || !size)
		return wbpf_err(EINVAL);
	err = err > 0 ? err : -err;
	needed = snprintf(buf, size, "%s", err == 524 ? "Operation not supported" : strerror(err));
	return needed >= 0 && (size_t)needed < size ? 0 : wbpf_err(ERANGE);
}

int wbpf_errno_from_linux(int linux_errno)
{
	return wbpf_errno(linux_errno);
}
