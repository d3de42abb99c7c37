/* audit.c - the contract of emitted C, held to on libclang's syntax tree.
 *
 * In:  a translation unit without diagnostics and its functions.   Out: nothing; the
 * first breach is a bug() with kernel, emitted line and model line.
 *
 * Declared is what the file defines. Calls stay inside the file and the contract's list, nothing recurses, no variable-
 * length array, no mutable global, no goto or asm, every loop over features has a
 * constant bound (so that it unrolls and vectorises), and what kernels run has no
 * while loop, where that could not be seen. */
#include "compiler/base/arena.h"
#include "compiler/check/check.h"

#include <string.h>

/* ------------------------------------------------------------------ calls */

/* The __builtin_ ones are NAN, INFINITY and a hint to the memory. */
#define NAME(name, result, arguments) #name,
static const char *const contract_calls[] = {CONTRACT_MATH(NAME) CONTRACT_STRING(NAME) "__builtin_nanf",
                                             "__builtin_inff", "__builtin_prefetch"};
#undef NAME

static const char *const heap_calls[] = {
    "malloc", "calloc", "realloc", "free", "aligned_alloc", "posix_memalign", "strdup", "alloca", "__builtin_alloca",
};

static bool in_list(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, list[i]) == 0)
            return true;
    return false;
}
#define IN_LIST(name, list) in_list((name), (list), sizeof(list) / sizeof((list)[0]))

static int find_function(const Check *k, const char *name)
{
    for (int i = 0; i < k->function_count; i++)
        if (strcmp(k->functions[i].name, name) == 0)
            return i;
    return -1;
}

static bool is_contract_call(const Check *k, const char *name)
{
    if (strcmp(name, "gatrt_main") == 0)
        return k->inside >= 0 && strcmp(k->functions[k->inside].name, "main") == 0;
    if (strncmp(name, "gatrt_data_", 11) == 0)
        return false;
    return strncmp(name, "gatrt_", 6) == 0 || IN_LIST(name, contract_calls);
}

/* A function's name, called or taken the address of: both are held to the list. */
static void check_function_use(Check *k, CXCursor reference, CXCursor function)
{
    const char *name = check_string(clang.getCursorSpelling(function));
    int callee = find_function(k, name);
    if (callee < 0 && !is_contract_call(k, name)) {
        const char *why = IN_LIST(name, heap_calls) ? "uses the heap" : "is outside the contract of emitted code";
        check_complain_at(k, reference, arena_format("a call of %s, which %s", name, why));
    }
    if (callee < 0 || k->inside < 0)
        return;
    Function *caller = &k->functions[k->inside];
    GROW(caller->callees, caller->callee_count, caller->callee_capacity);
    caller->callees[caller->callee_count++] = callee;
}

/* Through a pointer only the inference entry calls, and only what its table of kernels holds. */
static void check_call(const Check *k, CXCursor call)
{
    CXCursor callee = clang.getCursorReferenced(call);
    if (clang.getCursorKind(callee) == CXCursor_FunctionDecl)
        return;
    const char *name = k->inside >= 0 ? k->functions[k->inside].name : "";
    size_t length = strlen(name);
    bool entry = length > 6 && strcmp(name + length - 6, "_infer") == 0;
    bool table = clang.getCursorKind(callee) == CXCursor_FieldDecl;
    if (!entry || !table)
        check_complain_at(k, call, "a call through a pointer outside the inference entry's table of kernels");
}

static void check_cycles_from(Check *k, int at, const char *path)
{
    Function *function = &k->functions[at];
    const char *here = path ? arena_format("%s -> %s", path, function->name) : function->name;
    if (function->mark == 1)
        check_complain(k, function->first, arena_format("recursion: %s", here));
    if (function->mark == 2)
        return;
    function->mark = 1;
    for (int i = 0; i < function->callee_count; i++)
        check_cycles_from(k, function->callees[i], here);
    function->mark = 2;
}

/* What kernels call is held to the same as they are. */
static void check_while_from(Check *k, int at)
{
    Function *function = &k->functions[at];
    if (function->mark)
        return;
    function->mark = 1;
    if (function->while_line)
        check_complain(k, function->while_line, "a while loop: its bound cannot be seen");
    for (int i = 0; i < function->callee_count; i++)
        check_while_from(k, function->callees[i]);
}

static void check_whole_program(Check *k)
{
    for (int i = 0; i < k->function_count; i++)
        check_cycles_from(k, i, NULL);
    for (int i = 0; i < k->function_count; i++)
        k->functions[i].mark = 0;
    for (int i = 0; i < k->function_count; i++)
        if (k->functions[i].kernel)
            check_while_from(k, i);
}

/* ------------------------------------------------------------------ storage */

/* Of an array the elements count, and libclang may keep "const" on either. */
static bool is_const(CXType type)
{
    for (;;) {
        type = clang.getCanonicalType(type);
        if (clang.isConstQualifiedType(type))
            return true;
        if (type.kind != CXType_ConstantArray && type.kind != CXType_IncompleteArray)
            return false;
        type = clang.getArrayElementType(type);
    }
}

/* An array of run-time length anywhere in the type, pointers to one included. */
static bool has_variable_length(CXType type)
{
    for (;;) {
        type = clang.getCanonicalType(type);
        if (type.kind == CXType_VariableArray)
            return true;
        if (type.kind == CXType_ConstantArray || type.kind == CXType_IncompleteArray)
            type = clang.getArrayElementType(type);
        else if (type.kind == CXType_Pointer)
            type = clang.getPointeeType(type);
        else
            return false;
    }
}

static void check_variable(Check *k, CXCursor variable)
{
    CXType type = clang.getCursorType(variable);
    const char *name = check_string(clang.getCursorSpelling(variable));
    if (k->inside >= 0 && clang.getCursorKind(variable) == CXCursor_ParmDecl && strcmp(name, "lo") == 0)
        k->functions[k->inside].kernel = true;
    if (has_variable_length(type))
        check_complain_at(k, variable, arena_format("%s has a variable-length array type", name));
    enum CX_StorageClass storage = clang.Cursor_getStorageClass(variable);
    bool lasting = k->inside < 0 || storage == CX_SC_Static || storage == CX_SC_Extern;
    if (lasting && clang.getCursorKind(variable) == CXCursor_VarDecl && !is_const(type))
        check_complain_at(k, variable, arena_format("%s is a mutable %s", name, k->inside < 0 ? "global" : "static"));
}

/* ------------------------------------------------------------------ loops */

typedef struct Children {
    CXCursor child[4];
    int count;
} Children;

static enum CXChildVisitResult collect_child(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    Children *children = data;
    if (children->count < 4)
        children->child[children->count] = cursor;
    children->count++;
    return CXChildVisit_Continue;
}

static Children children_of(CXCursor cursor)
{
    Children children = {.count = 0};
    clang.visitChildren(cursor, collect_child, &children);
    return children;
}

static bool is_constant(CXCursor expression)
{
    CXEvalResult value = clang.Cursor_Evaluate(expression);
    if (!value)
        return false;
    bool constant = clang.EvalResult_getKind(value) == CXEval_Int;
    clang.EvalResult_dispose(value);
    return constant;
}

/* Loops over rows, edges, graphs of a batch and entries of sparse rows: v2 is a v. */
static bool is_row_name(const char *name)
{
    if (strcmp(name, "chunk") == 0)
        return true;
    return name[0] && strchr("vebnq", name[0]) && strspn(name + 1, "0123456789") == strlen(name + 1);
}

/* The name an expression is, through casts and parentheses; "" where it is more than a name. */
static const char *plain_name(CXCursor expression)
{
    for (;;) {
        enum CXCursorKind kind = clang.getCursorKind(expression);
        if (kind == CXCursor_DeclRefExpr || kind == CXCursor_ParmDecl || kind == CXCursor_VarDecl)
            return check_string(clang.getCursorSpelling(expression));
        Children children = children_of(expression);
        if (children.count != 1 || (kind != CXCursor_UnexposedExpr && kind != CXCursor_ParenExpr))
            return "";
        expression = children.child[0];
    }
}

/* "for (int i = 0; i < WIDTH; i++)": the variable's name decides what the bound
 * may be. `hi` is where the rows that a kernel was handed stop. */
static void check_for(const Check *k, CXCursor loop)
{
    Children parts = children_of(loop);
    Children declared = parts.count == 4 ? children_of(parts.child[0]) : (Children){.count = 0};
    if (parts.count != 4 || clang.getCursorKind(parts.child[0]) != CXCursor_DeclStmt || declared.count != 1)
        check_complain_at(k, loop, "a for loop that is not \"for (one declaration; bound; step)\"");
    const char *variable = check_string(clang.getCursorSpelling(declared.child[0]));
    if (is_row_name(variable))
        return;
    Children sides = children_of(parts.child[1]);
    bool compares = clang.getCursorKind(parts.child[1]) == CXCursor_BinaryOperator && sides.count == 2 &&
                    strcmp(plain_name(sides.child[0]), variable) == 0;
    if (!compares)
        check_complain_at(k, loop,
                          arena_format("the loop over %s does not compare %s with its bound", variable, variable));
    if (!is_constant(sides.child[1]) && strcmp(plain_name(sides.child[1]), "hi") != 0)
        check_complain_at(k, loop, arena_format("the feature loop over %s has no constant bound", variable));
}

/* ------------------------------------------------------------------ the walk */

static void note_while(Check *k, CXCursor loop)
{
    if (k->inside >= 0)
        k->functions[k->inside].while_line = check_line(loop);
}

static void check_type_use(const Check *k, CXCursor cursor)
{
    if (has_variable_length(clang.getCursorType(cursor)))
        check_complain_at(k, cursor, "a variable-length array type");
}

static void check_reference(Check *k, CXCursor cursor)
{
    CXCursor referenced = clang.getCursorReferenced(cursor);
    if (clang.getCursorKind(referenced) == CXCursor_FunctionDecl)
        check_function_use(k, cursor, referenced);
}

static enum CXChildVisitResult audit_cursor(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    Check *k = data;
    switch (clang.getCursorKind(cursor)) {
    case CXCursor_DeclRefExpr: check_reference(k, cursor); break;
    case CXCursor_CallExpr: check_call(k, cursor); break;
    case CXCursor_ForStmt: check_for(k, cursor); break;
    case CXCursor_VarDecl:
    case CXCursor_ParmDecl: check_variable(k, cursor); break;
    case CXCursor_TypedefDecl:
    case CXCursor_CStyleCastExpr: check_type_use(k, cursor); break;
    case CXCursor_WhileStmt:
    case CXCursor_DoStmt: note_while(k, cursor); break;
    case CXCursor_GotoStmt:
    case CXCursor_IndirectGotoStmt: check_complain_at(k, cursor, "a goto"); break;
    case CXCursor_GCCAsmStmt:
    case CXCursor_MSAsmStmt: check_complain_at(k, cursor, "inline assembly"); break;
    default: break;
    }
    return CXChildVisit_Recurse;
}

static enum CXChildVisitResult audit_top(CXCursor cursor, CXCursor parent, CXClientData data)
{
    Check *k = data;
    if (!check_in_main_file(cursor))
        return CXChildVisit_Continue;
    enum CXCursorKind kind = clang.getCursorKind(cursor);
    if (kind == CXCursor_UnexposedDecl)
        check_complain_at(k, cursor, "a declaration that is none of C17's (inline assembly?)");
    k->inside = -1;
    if (kind == CXCursor_FunctionDecl && clang.isCursorDefinition(cursor))
        k->inside = find_function(k, check_string(clang.getCursorSpelling(cursor)));
    audit_cursor(cursor, parent, data);
    clang.visitChildren(cursor, audit_cursor, k);
    k->inside = -1;
    return CXChildVisit_Continue;
}

/* A declaration that no definition of the file follows gives a name of another's a type, a label or an alias; a
 * definition of what the contract lets others define takes its place. `functions` are those of the source. */
static enum CXChildVisitResult audit_declaration(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    const Check *k = data;
    if (!check_in_main_file(cursor) || clang.getCursorKind(cursor) != CXCursor_FunctionDecl)
        return CXChildVisit_Continue;
    const char *name = check_string(clang.getCursorSpelling(cursor));
    if (find_function(k, name) < 0)
        check_complain_at(k, cursor, arena_format("a declaration of %s, which the file does not define", name));
    if (IN_LIST(name, contract_calls))
        check_complain_at(k, cursor, arena_format("%s is not the file's to declare", name));
    return CXChildVisit_Continue;
}

void audit_declarations(Check *k, CXTranslationUnit unit)
{
    clang.visitChildren(clang.getTranslationUnitCursor(unit), audit_declaration, k);
}

void audit_unit(Check *k, CXTranslationUnit unit)
{
    audit_declarations(k, unit);
    clang.visitChildren(clang.getTranslationUnitCursor(unit), audit_top, k);
    check_whole_program(k);
}
