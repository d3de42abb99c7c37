/* print.h - types and programs as text, stable, one value a line. */
#ifndef PRINT_H
#define PRINT_H

#include <stdio.h>

#include "compiler/ir/ir.h"

void print_type(FILE *out, Type type);
char *type_text(Type type);                         /* "node [8,8]" */
const char *pos_text(Pos pos);                      /* "nn/gat.lua:34, models/gat2.lua:7" */
void print_prog(FILE *out, const Prog *p);          /* stable text, one value a line */

#endif
