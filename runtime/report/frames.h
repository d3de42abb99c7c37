/* frames.h - the film that train --film wrote, in the page. */
#ifndef FRAMES_H
#define FRAMES_H

#include "runtime/report/study.h"

/* The film of a folder of --log, or an .npz, checked against the study's model and data set; s->film, npz_free. */
bool   frames_read(Study *s, const char *log, Error *error);
/* A figure of an output with a slider for its frames; nothing where the film has it not, or there is no film. */
void   frames_put(Study *s, int output);

#endif
