/* helpers.h - every helper that emitted C may carry, in the order in which they stand there: one that calls stands
 * behind what it calls.
 *
 * A helper is the lines from one that says which use of it brings it, "//: gat_exp(", to the next "//:". What stands
 * outside is for those who read or compile these headers as they are. */
#pragma once

#include "compiler.h"
#include "lanes.h"
#include "libm.h"
#include "exp.h"
#include "sums.h"
#include "prefetch.h"
#include "blocks.h"
#include "random.h"
#include "lanes_exp.h"
#include "narrow.h"
#include "gemm.h"
#include "bits.h"
#include "pieces.h"
#include "workspace.h"
#include "prepare.h"
#include "cone.h"
#include "update.h"
#include "step.h"
#include "first.h"
