/* SPDX-License-Identifier: MIT */
/*
 * Before libbpf's btf.c in btf_lazy.c: its functions that take a BTF under other names, so that those
 * of the API can see first that it is there.
 */
#ifndef WBPF_LIBBPF_BTF_FULL_H
#define WBPF_LIBBPF_BTF_FULL_H

#define btf__add_array			  wbpf_full_btf__add_array
#define btf__add_btf			  wbpf_full_btf__add_btf
#define btf__add_const			  wbpf_full_btf__add_const
#define btf__add_datasec		  wbpf_full_btf__add_datasec
#define btf__add_datasec_var_info	  wbpf_full_btf__add_datasec_var_info
#define btf__add_decl_attr		  wbpf_full_btf__add_decl_attr
#define btf__add_decl_tag		  wbpf_full_btf__add_decl_tag
#define btf__add_enum			  wbpf_full_btf__add_enum
#define btf__add_enum64			  wbpf_full_btf__add_enum64
#define btf__add_enum64_value		  wbpf_full_btf__add_enum64_value
#define btf__add_enum_value		  wbpf_full_btf__add_enum_value
#define btf__add_field			  wbpf_full_btf__add_field
#define btf__add_float			  wbpf_full_btf__add_float
#define btf__add_func			  wbpf_full_btf__add_func
#define btf__add_func_param		  wbpf_full_btf__add_func_param
#define btf__add_func_proto		  wbpf_full_btf__add_func_proto
#define btf__add_fwd			  wbpf_full_btf__add_fwd
#define btf__add_int			  wbpf_full_btf__add_int
#define btf__add_ptr			  wbpf_full_btf__add_ptr
#define btf__add_restrict		  wbpf_full_btf__add_restrict
#define btf__add_str			  wbpf_full_btf__add_str
#define btf__add_struct			  wbpf_full_btf__add_struct
#define btf__add_type			  wbpf_full_btf__add_type
#define btf__add_type_attr		  wbpf_full_btf__add_type_attr
#define btf__add_type_tag		  wbpf_full_btf__add_type_tag
#define btf__add_typedef		  wbpf_full_btf__add_typedef
#define btf__add_union			  wbpf_full_btf__add_union
#define btf__add_var			  wbpf_full_btf__add_var
#define btf__add_volatile		  wbpf_full_btf__add_volatile
#define btf__align_of			  wbpf_full_btf__align_of
#define btf__base_btf			  wbpf_full_btf__base_btf
#define btf__dedup			  wbpf_full_btf__dedup
#define btf__distill_base		  wbpf_full_btf__distill_base
#define btf__endianness			  wbpf_full_btf__endianness
#define btf__fd				  wbpf_full_btf__fd
#define btf__find_by_name		  wbpf_full_btf__find_by_name
#define btf__find_by_name_kind		  wbpf_full_btf__find_by_name_kind
#define btf__find_str			  wbpf_full_btf__find_str
#define btf__free			  wbpf_full_btf__free
#define btf__load_from_kernel_by_id_split wbpf_full_btf__load_from_kernel_by_id_split
#define btf__load_into_kernel		  wbpf_full_btf__load_into_kernel
#define btf__load_module_btf		  wbpf_full_btf__load_module_btf
#define btf__load_vmlinux_btf		  wbpf_full_btf__load_vmlinux_btf
#define btf__name_by_offset		  wbpf_full_btf__name_by_offset
#define btf__new_empty_split		  wbpf_full_btf__new_empty_split
#define btf__new_split			  wbpf_full_btf__new_split
#define btf__parse_elf_split		  wbpf_full_btf__parse_elf_split
#define btf__parse_raw_split		  wbpf_full_btf__parse_raw_split
#define btf__parse_split		  wbpf_full_btf__parse_split
#define btf__permute			  wbpf_full_btf__permute
#define btf__pointer_size		  wbpf_full_btf__pointer_size
#define btf__raw_data			  wbpf_full_btf__raw_data
#define btf__relocate			  wbpf_full_btf__relocate
#define btf__resolve_size		  wbpf_full_btf__resolve_size
#define btf__resolve_type		  wbpf_full_btf__resolve_type
#define btf__set_endianness		  wbpf_full_btf__set_endianness
#define btf__set_fd			  wbpf_full_btf__set_fd
#define btf__set_pointer_size		  wbpf_full_btf__set_pointer_size
#define btf__str_by_offset		  wbpf_full_btf__str_by_offset
#define btf__type_by_id			  wbpf_full_btf__type_by_id
#define btf__type_cnt			  wbpf_full_btf__type_cnt

#endif
