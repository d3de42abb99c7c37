/* compiler.h - all of the compiler that tests call. */
#ifndef TEST_COMPILER_H
#define TEST_COMPILER_H

#include "../../compiler/base/arena.h"
#include "../../compiler/base/diag.h"
#include "../../compiler/base/embedded.h"
#include "../../compiler/base/files.h"
#include "../../compiler/base/out.h"
#include "../../compiler/base/printable.h"
#include "../../compiler/base/quote.h"
#include "../../compiler/base/reserved.h"
#include "../../compiler/base/scratch.h"
#include "../../compiler/ir/ir.h"
#include "../../compiler/ir/model.h"
#include "../../compiler/ir/infer.h"
#include "../../compiler/ir/ends.h"
#include "../../compiler/ir/error.h"
#include "../../compiler/ir/eval.h"
#include "../../compiler/ir/print.h"
#include "../../compiler/ir/verify.h"
#include "../../compiler/lang/lang.h"
#include "../../compiler/algebra/algebra.h"
#include "../../compiler/kernels/kernels.h"
#include "../../compiler/kernels/plan.h"
#include "../../compiler/kernels/cost.h"
#include "../../compiler/kernels/verify.h"
#include "../../compiler/loops/loops.h"
#include "../../compiler/c/emit.h"
#include "../../compiler/check/checker.h"
#include "../../compiler/pipeline.h"
#include "../../compiler/oracle/interpret.h"
#include "../../compiler/native.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#endif
