/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Marks what libwasm_bpf exports; every other symbol is hidden.
 */
#ifndef WASM_BPF_EXPORT_H
#define WASM_BPF_EXPORT_H

#if defined(__GNUC__)
#define WBPF_API __attribute__((visibility("default")))
#else
#define WBPF_API
#endif

#endif
