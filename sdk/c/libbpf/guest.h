/* SPDX-License-Identifier: MIT */
/*
 * Included before each of libbpf's own sources that is compiled for guests (cmake/sdk.cmake has the
 * list): what the libc lacks, and names for functions that the library has in its own way.
 */
#ifndef WBPF_LIBBPF_GUEST_H
#define WBPF_LIBBPF_GUEST_H

#include <errno.h>
#include <stdbool.h>
#include <sys/syscall.h>

/* As errno.c of the library maps them. */
#define ENODATA ENOMSG

/* Only to compile; the guest has neither. */
#define __NR_dup3	  292
#define __NR_memfd_create 319

#define libbpf_print wbpf_print

/* bpf.c: these know handles, sizes and the guest's descriptors in sdk/c/src. */
#define bpf_map_create			     wbpf_bare_map_create
#define bpf_map_update_elem		     wbpf_bare_map_update_elem
#define bpf_map_lookup_elem		     wbpf_bare_map_lookup_elem
#define bpf_map_lookup_elem_flags	     wbpf_bare_map_lookup_elem_flags
#define bpf_map_lookup_and_delete_elem	     wbpf_bare_map_lookup_and_delete_elem
#define bpf_map_lookup_and_delete_elem_flags wbpf_bare_map_lookup_and_delete_elem_flags
#define bpf_map_delete_elem		     wbpf_bare_map_delete_elem
#define bpf_map_delete_elem_flags	     wbpf_bare_map_delete_elem_flags
#define bpf_map_get_next_key		     wbpf_bare_map_get_next_key
#define bpf_map_freeze			     wbpf_bare_map_freeze
#define bpf_map_delete_batch		     wbpf_bare_map_delete_batch
#define bpf_map_lookup_batch		     wbpf_bare_map_lookup_batch
#define bpf_map_lookup_and_delete_batch	     wbpf_bare_map_lookup_and_delete_batch
#define bpf_map_update_batch		     wbpf_bare_map_update_batch
#define bpf_obj_pin_opts		     wbpf_bare_obj_pin_opts
#define bpf_obj_pin			     wbpf_bare_obj_pin
#define bpf_obj_get			     wbpf_bare_obj_get
#define bpf_obj_get_opts		     wbpf_bare_obj_get_opts
#define bpf_prog_attach			     wbpf_bare_prog_attach
#define bpf_prog_attach_opts		     wbpf_bare_prog_attach_opts
#define bpf_prog_detach_opts		     wbpf_bare_prog_detach_opts
#define bpf_prog_detach			     wbpf_bare_prog_detach
#define bpf_prog_detach2		     wbpf_bare_prog_detach2
#define bpf_link_create			     wbpf_bare_link_create
#define bpf_link_detach			     wbpf_bare_link_detach
#define bpf_link_update			     wbpf_bare_link_update
#define bpf_iter_create			     wbpf_bare_iter_create
#define bpf_prog_test_run_opts		     wbpf_bare_prog_test_run_opts
#define bpf_raw_tracepoint_open_opts	     wbpf_bare_raw_tracepoint_open_opts
#define bpf_raw_tracepoint_open		     wbpf_bare_raw_tracepoint_open
#define libbpf_set_memlock_rlim		     wbpf_bare_set_memlock_rlim

#endif
