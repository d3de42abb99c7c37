/* draw.h - the pictures that draw makes. */
#ifndef DRAW_H
#define DRAW_H

#include "runtime/report/study.h"

/* Is there a picture words[0], may it be written to --out, and do the options mean something there? */
LayoutKind draw_layout(const char *name);               /* LAYOUT_OWN of NULL, and of what is none */
bool   draw_check(const Options *o, Error *error);

#endif
