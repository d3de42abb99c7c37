/* draw.c - a model as it was compiled, in one SVG that loads nothing: of inference and of training each kernel as a box, with its
 * values as equations, and beside the boxes a line for each buffer from the kernel that writes it to the last that reads it, as wide
 * as it is. What is drawn is what --dump=plan tells, and what stands above kernels in emitted C.
 *
 * In: a model behind the pipeline. Out: text.
 */
#include "compiler/draw.h"
#include "compiler/base/arena.h"
#include "compiler/c/emit.h"
#include "compiler/ir/words.h"
#include "compiler/kernels/kernels.h"
#include "compiler/kernels/plan.h"
#include "compiler/loops/equal.h"
#include "compiler/loops/loops.h"

#include <string.h>

enum {
    WIDE = 1180,
    BOX_X = 20,
    BOX_WIDE = 700,
    BUF_X = 740,
    LINE = 15,
    TOP = 26,
    GAP = 10,
    MOST_LINES = 9,
    MOST_TEXT = 104
};

/* ------------------------------------------------------------------------ text */

static void put_text(Out *o, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const char c = text[i];
        if (c == '&' || c == '<' || c == '>')
            out_raw(o, c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&gt;");
        else
            out_text(o, "%c", (unsigned char)c < ' ' ? ' ' : c);
    }
}

static void put_line(Out *o, const char *kind, int x, int y, const char *text, size_t length)
{
    out_text(o, "<text class=\"%s\" x=\"%d\" y=\"%d\">", kind, x, y);
    put_text(o, text, length < MOST_TEXT ? length : MOST_TEXT);
    out_raw(o, length > MOST_TEXT ? "...</text>\n" : "</text>\n");
}

/* What stands above the kernel in emitted C, line by line, without the signs of a comment. */
typedef struct Said {
    Out text;
    const char *at[MOST_LINES];
    size_t length[MOST_LINES];
    int count;
} Said;

static void say(Said *said, const Prog *p, const Kernel *k)
{
    out_init(&said->text);
    emit_kernel_comment(&said->text, p, k);
    said->count = 0;
    for (const char *line = said->text.text; *line && said->count < MOST_LINES;) {
        const size_t length = strcspn(line, "\n");
        const char *from = line + strspn(line, " /*");
        size_t rest = from < line + length ? (size_t)(line + length - from) : 0;
        if (rest >= 3 && !memcmp(from + rest - 3, " */", 3))
            rest -= 3;
        for (size_t i = rest; i > 3; i--) /* the model's line comes last, and is not drawn */
            if (!memcmp(from + i - 3, "   ", 3)) {
                rest = i - 3;
                break;
            }
        if (rest > 0) {
            said->at[said->count] = from;
            said->length[said->count++] = rest;
        }
        line += length + (line[length] == '\n');
    }
}

/* --------------------------------------------------------------------- a program */

typedef struct Drawing {
    Out *o;
    const Prog *p;
    int *y, *high; /* [kernel_count] of the boxes */
    int *lane;     /* [buf_count] */
    int lanes;
} Drawing;

static void draw_kernel(Drawing *d, int index, int y)
{
    const Kernel *k = d->p->kernels[index];
    const char *label = kernel_label(d->p, k);
    Said said;
    say(&said, d->p, k);
    d->y[index] = y;
    d->high[index] = TOP + said.count * LINE + 6;
    out_text(d->o, "<rect class=\"box\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"5\"/>\n", BOX_X, y, BOX_WIDE,
             d->high[index]);
    put_line(d->o, "name", BOX_X + 10, y + 18, label, strlen(label));
    for (int i = 0; i < said.count; i++)
        put_line(d->o, i ? "says" : "does", BOX_X + 10, y + TOP + 12 + i * LINE, said.at[i], said.length[i]);
    out_free(&said.text);
}

/* A lane is free again behind the last reader of what lay in it. */
static void choose_lanes(Drawing *d)
{
    d->lane = arena_alloc((size_t)d->p->buf_count + 1, sizeof(int));
    int *until = arena_alloc((size_t)d->p->buf_count + 1, sizeof(int));
    for (int i = 0; i < d->p->buf_count; i++) {
        const Buf *b = &d->p->bufs[i];
        int lane = 0;
        while (lane < d->lanes && until[lane] >= b->kernel)
            lane++;
        d->lanes = lane == d->lanes ? lane + 1 : d->lanes;
        until[lane] = b->last;
        d->lane[i] = lane;
    }
}

static const char *buf_text(const Buf *b)
{
    static const char *const unit[] = {"a node", "an edge", "a chunk", "in all"};
    const char *of = b->extent == EXTENT_SPACE  ? arena_format("a %s", b->val->type.space->name)
                     : b->extent == EXTENT_BAND ? "a row at hand"
                                                : unit[b->extent];
    const char *name = !b->val ? "pieces of sums" : val_word(b->val) ? val_word(b->val) : op_info[b->val->op].name;
    return arena_format("%s: %lld float%s %s", name, (long long)b->width, b->width == 1 ? "" : "s", of);
}

static int thickness(const Buf *b)
{
    int wide = 2;
    for (int64_t floats = b->width; floats > 1 && wide < 11; floats /= 2)
        wide++;
    return wide;
}

static void draw_buffer(Drawing *d, int index)
{
    const Buf *b = &d->p->bufs[index];
    const int step = d->lanes > 1 ? (WIDE - BUF_X - 30) / d->lanes : 40, x = BUF_X + 12 + d->lane[index] * step;
    const int from = d->y[b->kernel] + d->high[b->kernel] / 2, last = d->y[b->last] + d->high[b->last] / 2;
    const char *text = buf_text(b);
    out_text(d->o, "<line class=\"%s\" stroke-width=\"%d\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"><title>",
             b->extent == EXTENT_EDGE    ? "edge"
             : b->extent == EXTENT_CHUNK ? "chunk"
                                         : "row",
             thickness(b), x, from, x, last > from ? last : from + 8);
    put_text(d->o, text, strlen(text));
    out_text(d->o, ", from %s to %s</title></line>\n", kernel_label(d->p, d->p->kernels[b->kernel]),
             kernel_label(d->p, d->p->kernels[b->last]));
    if (step >= 40 || b->extent == EXTENT_EDGE)
        out_text(d->o, "<text class=\"width\" x=\"%d\" y=\"%d\">%lld</text>\n", x, from - 6, (long long)b->width);
}

static int draw_program(Out *o, const Prog *p, int y)
{
    Drawing d = {.o = o,
                 .p = p,
                 .y = arena_alloc((size_t)p->kernel_count + 1, sizeof(int)),
                 .high = arena_alloc((size_t)p->kernel_count + 1, sizeof(int))};
    put_line(o, "program", BOX_X, y + 16, p->name, strlen(p->name));
    y += 28;
    for (int i = 0; i < p->kernel_count; i++) {
        draw_kernel(&d, i, y);
        y += d.high[i] + GAP;
    }
    choose_lanes(&d);
    for (int i = 0; i < p->buf_count; i++)
        draw_buffer(&d, i);
    return y + 2 * GAP;
}

/* ------------------------------------------------------------------------- whole */

static const char style[] =
    "<style>text { font: 12px sans-serif; fill: #20262d; } .title { font-size: 18px; font-weight: bold; }\n"
    ".program { font-size: 15px; font-weight: bold; } .name { font-weight: bold; font-family: monospace; }\n"
    ".does { fill: #5f6b76; } .says { font-family: monospace; font-size: 11px; } .width { font-size: 10px; "
    "text-anchor: middle; }\n"
    ".box { fill: #f2f5f8; stroke: #c3ccd5; } line { stroke-linecap: round; opacity: .8; }\n"
    ".row { stroke: #1f77b4; } .edge { stroke: #d9730d; } .chunk { stroke: #8a8d96; } .paper { fill: #fff; }</style>\n";

void draw_model(Out *o, const Model *m)
{
    static const char legend[] = "stored meanwhile: floats a row blue, an edge orange, a chunk grey";
    static const Program drawn[] = {PROGRAM_INFER, PROGRAM_TRAIN};
    Out body;
    out_init(&body);
    const char *title = arena_format("%s: %d parameters", m->name, m->param_count);
    int y = 34;
    put_line(&body, "title", BOX_X, y, title, strlen(title));
    put_line(&body, "does", BUF_X, y, legend, sizeof legend - 1);
    y += 20;
    for (size_t i = 0; i < sizeof drawn / sizeof *drawn; i++)
        if (m->progs[drawn[i]])
            y = draw_program(&body, m->progs[drawn[i]], y);
    out_text(o,
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
             "width=\"%d\" "
             "height=\"%d\" viewBox=\"0 0 %d %d\">\n<title>",
             WIDE, y, WIDE, y);
    put_text(o, title, strlen(title));
    out_text(o, "</title>\n%s<rect class=\"paper\" width=\"%d\" height=\"%d\"/>\n", style, WIDE, y);
    out_raw(o, body.text);
    out_raw(o, "</svg>\n");
    out_free(&body);
}
