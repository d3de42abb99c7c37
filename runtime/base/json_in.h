/* json_in.h - a JSON file as a whole. */
#ifndef JSON_IN_H
#define JSON_IN_H

#include "runtime/runtime.h"

#include <jansson.h>

/* NULL: it cannot be read, or is not JSON, which the error says with the line. A key twice is an error; a byte order
 * mark is passed over. */
json_t *json_read(const char *path, Error *error);   /* json_decref */

#endif
