/* picture.h - small pictures of filled rectangles and numbers, as PNG. */
#ifndef PICTURE_H
#define PICTURE_H

#include <stddef.h>
#include <stdint.h>

enum { PICTURE_SIDE = 512 };                             /* at most, both ways */
/* Colours are numbers of a palette: of shares in 100 steps, white to blue and white to red, then single ones. */
enum { COLOUR_BLUE = 0, COLOUR_RED = 101, COLOUR_BLACK = 202, COLOUR_WHITE, COLOUR_GREY, COLOURS };

typedef struct Picture Picture;
Picture *picture_new(void);                              /* picture_free */
void   picture_free(Picture *p);                         /* NULL is nothing to do */
void   picture_begin(Picture *p, int width, int height); /* white, 1 to PICTURE_SIDE each */
void   picture_fill(Picture *p, int x, int y, int width, int height, int colour);   /* what is outside is left out */
/* In the middle of a square of so many pixels, as large as it has room for; not at all where it has none. */
void   picture_number(Picture *p, int x, int y, int side, int64_t number, int colour);
int    picture_width(const Picture *p);
int    picture_height(const Picture *p);
size_t picture_png(const Picture *p, unsigned char *to, size_t room);   /* its size; 0: there is no room */

#endif
