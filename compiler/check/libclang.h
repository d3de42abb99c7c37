/* libclang.h - libclang's functions, once libclang.c has loaded it: clang.getCString(s) is clang_getCString(s). */
#ifndef GATCC_LIBCLANG_H
#define GATCC_LIBCLANG_H

#include <clang-c/Index.h>

#define LIBCLANG_FUNCTIONS(F)                                                                                          \
    F(createIndex)                                                                                                     \
    F(disposeIndex)                                                                                                    \
    F(parseTranslationUnit2)                                                                                           \
    F(disposeTranslationUnit)                                                                                          \
    F(getTranslationUnitCursor)                                                                                        \
    F(getNumDiagnostics)                                                                                               \
    F(getDiagnostic)                                                                                                   \
    F(getDiagnosticSeverity)                                                                                           \
    F(getDiagnosticSpelling)                                                                                           \
    F(getDiagnosticLocation)                                                                                           \
    F(disposeDiagnostic)                                                                                               \
    F(getCString)                                                                                                      \
    F(disposeString)                                                                                                   \
    F(getFileName)                                                                                                     \
    F(getExpansionLocation)                                                                                            \
    F(Location_isFromMainFile)                                                                                         \
    F(getRangeStart)                                                                                                   \
    F(getRangeEnd)                                                                                                     \
    F(visitChildren)                                                                                                   \
    F(getCursorKind)                                                                                                   \
    F(getCursorSpelling)                                                                                               \
    F(getCursorLocation)                                                                                               \
    F(getCursorExtent)                                                                                                 \
    F(getCursorReferenced)                                                                                             \
    F(isCursorDefinition)                                                                                              \
    F(getCursorType)                                                                                                   \
    F(getCanonicalType)                                                                                                \
    F(isConstQualifiedType)                                                                                            \
    F(getArrayElementType)                                                                                             \
    F(getPointeeType)                                                                                                  \
    F(Cursor_getStorageClass)                                                                                          \
    F(Cursor_Evaluate)                                                                                                 \
    F(EvalResult_getKind)                                                                                              \
    F(EvalResult_dispose)

#define MEMBER(name) __typeof__(clang_##name) *name;
typedef struct Libclang {
    LIBCLANG_FUNCTIONS(MEMBER)
} Libclang;
#undef MEMBER

extern Libclang clang;

void libclang_load(void);       /* it is there afterwards, or die() */

#endif
