#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write the host tables, the C bindings and the reference from abi/v2.toml.

  tools/abigen.py           write the files
  tools/abigen.py --check   exit 1 when a file differs from what would be written
"""
import argparse
import os
import sys

try:
    import tomllib
except ModuleNotFoundError:  # Python < 3.11: Debian's python3-tomli
    import tomli as tomllib

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FIELD_C = {"u8": "uint8_t", "u16": "uint16_t", "u32": "uint32_t", "u64": "uint64_t",
           "i32": "int32_t", "handle": "int32_t", "ptr": "uint32_t"}
FIELD_BYTES = {"u8": 1, "u16": 2, "u32": 4, "u64": 8, "i32": 4, "handle": 4, "ptr": 4}
NOTE = "generated from abi/v2.toml by tools/abigen.py; do not edit"


def is_addr(kind):
    return kind in ("in", "out", "str") or ":" in kind


def wasm_type(kind):
    return "l" if kind in ("u64", "i64") else "i"


def signature(fn):
    return "".join(wasm_type(p[1]) for p in fn["params"]) + ":i"


def layout(struct):
    """(name, type, C type, array suffix, offset, doc) per field, and the size; no implicit padding."""
    offset, rows, biggest = 0, [], 1
    for name, kind, doc in struct["fields"]:
        if kind.startswith("char["):
            ctype, suffix, size, align = "char", kind[4:], int(kind[5:-1]), 1
        else:
            ctype, suffix, size = FIELD_C[kind], "", FIELD_BYTES[kind]
            align = size
        biggest = max(biggest, align)
        if offset % align:
            raise SystemExit(f"abi: struct {struct['name']}: implicit padding before '{name}'")
        rows.append((name, kind, ctype, suffix, offset, doc))
        offset += size
    return rows, offset, biggest


def pad_tail(struct):
    rows, size, biggest = layout(struct)
    if size % biggest:
        struct["fields"].append(["reserved_tail", "u32", "0"])
        rows, size, biggest = layout(struct)
    return rows, size


def enums_c(abi, prefix):
    out = []
    for e in abi["enum"]:
        out.append(f"/* {e['doc']} */\nenum {prefix}{e['name']} {{")
        for name, value, doc in e["values"]:
            out.append(f"\t{prefix.upper()}{e['name'].upper()}_{name} = {value}, /* {doc} */")
        out.append("};\n")
    return out


def structs_c(abi, prefix):
    out = []
    for s in abi["struct"]:
        rows, size = pad_tail(s)
        out.append(f"/* {s['doc']} */\nstruct {prefix}{s['name']} {{")
        for name, kind, ctype, suffix, _, doc in rows:
            what = {"ptr": "guest address", "handle": "handle"}.get(kind, "")
            note = "; ".join(x for x in (what, doc) if x)
            out.append(f"\t{ctype} {name}{suffix};" + (f" /* {note} */" if note else ""))
        out.append("};")
        out.append(f"_Static_assert(sizeof(struct {prefix}{s['name']}) == {size}, \"layout\");")
        for name, _, _, _, offset, _ in rows:
            out.append(f"_Static_assert(offsetof(struct {prefix}{s['name']}, {name}) == {offset}, \"layout\");")
        out.append("")
    return out


def guest_header(abi):
    a = abi["abi"]
    out = [f"/* SPDX-License-Identifier: MIT */\n/* Structs and enums of the v2 ABI; {NOTE}. */",
           "#ifndef WBPF_GUEST_ABI_V2_H\n#define WBPF_GUEST_ABI_V2_H\n",
           "#include <stddef.h>\n#include <stdint.h>\n",
           f"#define WBPF2_MODULE \"{a['module']}\"",
           f"#define WBPF2_VERSION ({a['major']} << 16 | {a['minor']})",
           f"#define WBPF2_VERSION_TEXT \"{a['major']}.{a['minor']}\"\n"]
    return "\n".join(out + enums_c(abi, "wbpf2_") + structs_c(abi, "wbpf2_") + ["#endif\n"])


def host_param(p):
    name, kind = p[0], p[1]
    ctype = "wbpf_gaddr" if is_addr(kind) else {"handle": "wbpf_handle", "u32": "uint32_t", "i32": "int32_t",
                                                "u64": "uint64_t", "i64": "int64_t"}[kind]
    return f"{ctype} {name}"


def host_header(abi, room):
    guard = f"WBPF_{room.upper()}_ABI_V2_H"
    out = [f"/* SPDX-License-Identifier: MIT */\n/* Handlers of the v2 calls of this room; {NOTE}. */",
           f"#ifndef {guard}\n#define {guard}\n", '#include "guest/abi_v2.h"\n#include "guest/guest.h"\n',
           "/* Each returns >= 0 or a negative errno, and then has set g->last_error. */"]
    for fn in abi["function"]:
        if fn["room"] == room:
            args = ", ".join(["struct wbpf_guest *g"] + [host_param(p) for p in fn["params"]])
            out.append(f"int32_t wbpf2_{fn['name']}({args});")
    return "\n".join(out + ["\n#endif\n"])


def unpack(i, p):
    kind = p[1]
    if is_addr(kind):
        return f"WBPF_GADDR(a[{i}].u32)"
    return f"a[{i}].{ {'handle': 'i32', 'u32': 'u32', 'i32': 'i32', 'u64': 'u64', 'i64': 'i64'}[kind] }"


def host_table(abi, room):
    out = [f"/* SPDX-License-Identifier: MIT */\n/* Unpacking and import table of the v2 calls of this room; {NOTE}. */",
           f'#include "{room}/abi_v2.h"\n', f'#include "guest/call.h"\n#include "{room}/{room}.h"\n']
    rows = []
    for fn in abi["function"]:
        if fn["room"] != room:
            continue
        name = fn["name"]
        args = ", ".join(["g"] + [unpack(i, p) for i, p in enumerate(fn["params"])])
        unused = "" if fn["params"] else "\t(void)a;\n"
        out.append(f"static enum wbpf_call call_{name}(struct wbpf_guest *g, const union wbpf_val *a,\n"
                   f"\t\t\t\t    union wbpf_val *r)\n{{\n{unused}"
                   f"\tr->i32 = wbpf2_{name}({args});\n\treturn wbpf_call_end(g, \"{name}\", r->i32);\n}}\n")
        rows.append(f"\t{{ WBPF2_MODULE, \"{name}\", \"{signature(fn)}\", call_{name} }},")
    out.append(f"const struct wbpf_import wbpf_{room}_v2_imports[] = {{")
    out += rows
    out.append("};")
    out.append(f"const size_t wbpf_{room}_v2_import_cnt = sizeof(wbpf_{room}_v2_imports) / sizeof(wbpf_{room}_v2_imports[0]);\n")
    return "\n".join(out)


def sdk_param(p):
    name, kind = p[0], p[1]
    if ":" in kind:
        mode, struct = kind.split(":")
        return f"{'const ' if mode == 'in' else ''}struct wbpf_{struct} *{name}"
    return {"in": "const void *", "out": "void *", "str": "const char *", "handle": "int32_t ", "u32": "uint32_t ",
            "i32": "int32_t ", "u64": "uint64_t ", "i64": "int64_t "}[kind] + name


def sdk_header(abi):
    a = abi["abi"]
    out = [f"/* SPDX-License-Identifier: MIT */\n/* Raw C bindings of the v2 ABI; {NOTE}. */",
           "#ifndef WASM_BPF_ABI_H\n#define WASM_BPF_ABI_H\n", "#include <stddef.h>\n#include <stdint.h>\n",
           "#ifdef __cplusplus\n#define _Static_assert static_assert\nextern \"C\" {\n#endif\n",
           f"#define WBPF_ABI_VERSION ({a['major']} << 16 | {a['minor']})\n",
           f"#define WBPF_ABI_IMPORT(fn) __attribute__((import_module(\"{a['module']}\"), import_name(#fn)))\n"]
    out += enums_c(abi, "wbpf_") + structs_c(abi, "wbpf_")
    for fn in abi["function"]:
        args = ", ".join(sdk_param(p) for p in fn["params"]) or "void"
        out.append(f"/* {fn['doc']}\n * Returns {fn['returns']}; negative: a Linux errno. */")
        out.append(f"WBPF_ABI_IMPORT({fn['name']})\nint32_t wbpf_abi_{fn['name']}({args});\n")
    return "\n".join(out + ["#ifdef __cplusplus\n}\n#endif\n\n#endif\n"])


def md(text):
    return text.replace("|", "\\|")


def reference(abi):
    a = abi["abi"]
    out = [f"# The v2 ABI\n\n<!-- {NOTE} -->\n",
           f"Import module `{a['module']}`, version {a['major']}.{a['minor']}. Every function returns an i32: >= 0, or a negative Linux errno,",
           "the same numbers on every engine and CPU; `last_error` gives the words. Handles are small positive integers of one",
           "instance; 0 is no handle. Addresses and lengths are those of the guest's exported `memory`; one that lies outside it is",
           "-EFAULT. Option structs begin with their size `sz`: a shorter (older) one means defaults for the rest, a non-zero tail",
           "that the host does not know is -E2BIG. Byte order is little endian, as WebAssembly's.\n", "## Functions\n"]
    for fn in abi["function"]:
        params = ", ".join(f"{p[0]}: {p[1]}" for p in fn["params"])
        out.append(f"### `{fn['name']}({params})`\n\n{fn['doc']}\n")
        out.append(f"Wasm type `({', '.join('i64' if wasm_type(p[1]) == 'l' else 'i32' for p in fn['params'])}) -> i32`.")
        notes = [f"`{p[0]}` {p[2]}" for p in fn["params"] if p[2]]
        if notes:
            out.append("Parameters: " + "; ".join(notes) + ".")
        out.append(f"Returns {fn['returns']}." + (" Errors: " + ", ".join(fn["errors"]) + "." if fn.get("errors") else "") + "\n")
    out.append("## Structs\n")
    for s in abi["struct"]:
        rows, size = pad_tail(s)
        out.append(f"### `{s['name']}` ({size} bytes)\n\n{s['doc']}\n\n| offset | field | type | |\n|---|---|---|---|")
        out += [f"| {off} | `{n}` | {k} | {md(d)} |" for n, k, _, _, off, d in rows]
        out.append("")
    out.append("## Enums\n")
    for e in abi["enum"]:
        out.append(f"### `{e['name']}`\n\n{e['doc']}\n\n| value | name | |\n|---|---|---|")
        out += [f"| {v} | `{n}` | {md(d)} |" for n, v, d in e["values"]]
        out.append("")
    return "\n".join(out)


def outputs(abi):
    yield "src/guest/abi_v2.h", guest_header(abi)
    for room in ("host", "events"):
        yield f"src/{room}/abi_v2.h", host_header(abi, room)
        yield f"src/{room}/abi_v2.c", host_table(abi, room)
    yield "sdk/c/include/wasm_bpf/abi.h", sdk_header(abi)
    yield "docs/ABI.md", reference(abi)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    check = parser.parse_args().check
    with open(os.path.join(ROOT, "abi/v2.toml"), "rb") as f:
        abi = tomllib.load(f)
    stale = []
    for path, text in outputs(abi):
        full = os.path.join(ROOT, path)
        old = open(full, encoding="utf-8").read() if os.path.exists(full) else None
        if old == text:
            continue
        stale.append(path)
        if not check:
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as f:
                f.write(text)
    for path in stale:
        print(f"{'stale' if check else 'wrote'}: {path}")
    if check and stale:
        print("run tools/abigen.py and commit the result")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
