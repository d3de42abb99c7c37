/* xml_in.h - an XML file from its first element to its last, read by expat, for readers that see elements and their text. */
#ifndef XML_IN_H
#define XML_IN_H

#include "runtime/runtime.h"

enum { XML_MOST_DEPTH = 64 };

typedef struct XmlIn XmlIn;
typedef struct XmlReader {
    /* Element by element; false ends it, with a line in `error`. Names are without what stands before a colon;
     * an element has what follows its last child, or all where it has none. */
    bool (*start)(void *reader, int depth, const char *name, const char *const *attributes);
    bool (*end)(void *reader, int depth, const char *text);
    void *reader;
    int64_t *line;                       /* is kept at the line where the element is */
} XmlReader;

bool   xml_read(const char *path, const XmlReader *reader, Error *error);
const char *xml_attribute(const char *const *attributes, const char *name);   /* NULL: it has none */

#endif
