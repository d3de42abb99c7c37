/* page.h - the text of a page that grows. It is HTML that is XML as well; drawings are SVG in it. Where it has a sheet it
 * is drawings alone: what is put while none is open does not get into it (drawing.h). What is not ours goes
 * through page_xml (text and attributes, of HTML and of SVG) or page_json (data for the script), and nothing else. */
#ifndef PAGE_H
#define PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Page {
    char *text;
    size_t used, room;
    bool broken;                                         /* something could not be printed */
    struct Sheet *sheet;                                 /* NULL: a page of HTML */
} Page;                                                  /* zeroed: empty; page_free */

void   page_free(Page *p);
void   page_raw(Page *p, const char *markup);            /* ours, as it is */
void   page_put(Page *p, const char *format, ...) __attribute__((format(printf, 2, 3)));   /* ours, with numbers in it */
void   page_xml(Page *p, const char *text);
void   page_json(Page *p, const char *text);             /* with its quotes */
void   page_element(Page *p, const char *name, const char *text);   /* <name>text</name> */
void   page_bytes(Page *p, const void *bytes, size_t size);         /* base 64 */

#endif
