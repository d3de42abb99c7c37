/* access.c - how one element of a value is written at the place at hand: a number, a
 * scalar, an element of a row in memory, or the whole expression. The only file that
 * makes names and index text. Naming a row in memory declares its pointer at the top
 * of the row (or edge) the first time. */
#include "schedule.h"

#include <string.h>

static const char *bracket(const char *text)
{
    return strchr(text, ' ') ? arena_format("(%s)", text) : text;
}

/* ------------------------------------------------------------ statements */

Stmt *stmt_add(Sched *s, StmtKind kind, const char *text, const Expr *value)
{
    Stmt *stmt = arena_alloc(1, sizeof *stmt);
    stmt->kind = kind;
    stmt->text = text;
    stmt->value = value;
    stmt->lanes = s->lanes && (kind == S_LET || kind == S_SET || kind == S_ADD);
    *s->tail = stmt;
    s->tail = &stmt->next;
    return stmt;
}

Stmt **stmt_open(Sched *s, StmtKind kind, const char *text, const char *lo, const char *hi, bool constant)
{
    Stmt *stmt = stmt_add(s, kind, text, NULL);
    Stmt **outer = s->tail;
    stmt->lo = lo;
    stmt->hi = hi;
    stmt->constant = constant;
    s->tail = &stmt->body;
    return outer;
}

/* Whatever a try may add to: its statements and, where it names or declares something the first time, members of the
 * context and the tops of the edge, the row and the kernel. */
Mark set_mark(const Sched *s)
{
    return (Mark){.tail = s->tail,
                  .row_tail = s->row_tail,
                  .edge_tail = s->edge_tail,
                  .head_tail = s->head_tail,
                  .members = s->p->field_count,
                  .fields = s->k->field_count,
                  .rows = s->row_count,
                  .edges = s->edge_count,
                  .aheads = s->ahead_count,
                  .heads = s->head_count,
                  .uses_far = s->uses_far,
                  .uses_edge = s->uses_edge};
}

static void cut_at(Stmt **tail)
{
    if (tail)
        *tail = NULL;
}

void take_back(Sched *s, const Mark *mark)
{
    s->p->field_count = mark->members;
    s->k->field_count = mark->fields;
    s->row_count = mark->rows;
    s->edge_count = mark->edges;
    s->ahead_count = mark->aheads;
    s->head_count = mark->heads;
    s->uses_far = mark->uses_far;
    s->uses_edge = mark->uses_edge;
    cut_at(s->tail = mark->tail);
    cut_at(s->row_tail = mark->row_tail);
    cut_at(s->edge_tail = mark->edge_tail);
    cut_at(s->head_tail = mark->head_tail);
}

Stmt **open_features(Sched *s, const char *letter, int64_t count)
{
    return stmt_open(s, S_LOOP, letter, "0", arena_format("%lld", (long long)count), true);
}

/* GAT_STEP features at a time; what is added to the loop is of all of them. */
Stmt **open_lanes(Sched *s, const char *letter, int64_t count)
{
    Stmt **loop = s->tail, **outer = open_features(s, letter, count);
    (*loop)->lanes = s->lanes = true;
    (*loop)->step = arena_format("%s += GAT_STEP", letter);
    return outer;
}

/* A loop over the elements row + i (or another letter) of something of that shape: by lanes where the count is a
 * multiple of them and nothing has refused; else one by one, and without a loop for a single one. */
Index open_row(Sched *s, Shape shape, const char *row, const char *letter, int64_t count, Stmt ***outer)
{
    const char *first = *row ? row : "0";
    Index at = index_flat(shape, count == 1 ? first : *row ? arena_format("%s + %s", row, letter) : letter);
    *outer = count == 1 ? NULL : s->tail;
    if (count == 1)
        return at;
    at.lane = count % LANES == 0 && s->wide ? LANE_STEP : LANE_NONE;
    *outer = at.lane ? open_lanes(s, letter, count) : open_features(s, letter, count);
    return at;
}

void close_row(Sched *s, Stmt **outer)
{
    s->lanes = false;
    if (outer)
        s->tail = outer;
}

void stmt_line(Sched *s, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    stmt_add(s, S_LINE, arena_vformat(format, args), NULL);
    va_end(args);
}

Stmt *stmt_array(Sched *s, const char *type, const char *name, int64_t count)
{
    Stmt *array = stmt_add(s, S_ARRAY, name, NULL);
    array->lo = type;
    array->hi = arena_format("%lld", (long long)count);
    array->floats = count;
    return array;
}

/* A vector for each lane. */
void stmt_lanes(Sched *s, const char *name)
{
    Stmt *array = stmt_array(s, "gat_lanes", name, (int64_t)LANES * LANES);
    array->hi = "GAT_STEP";
}

const Expr *expr_place(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Expr *x = arena_alloc(1, sizeof *x);
    x->kind = X_PLACE;
    x->place = arena_vformat(format, args);
    va_end(args);
    return x;
}

static const Expr *expr_number(double num)
{
    Expr *x = arena_alloc(1, sizeof *x);
    x->kind = X_NUMBER;
    x->num = num;
    return x;
}

const Expr *expr_op(Sched *s, const Val *v, const Expr *const *arg)
{
    Expr *x = arena_alloc(1, sizeof *x);
    x->kind = X_OP;
    x->op = v->op;
    x->num = v->attr.num;
    for (int i = 0; i < op_info[v->op].arity; i++) {
        x->arg[i] = arg[i];
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): an op has as many operands as its arity says */
        x->lanes |= arg[i]->lanes;
    }
    s->refused |= x->lanes && op_info[v->op].lanes == LANES_ONE;
    return x;
}

const Expr *expr_lanes(const char *text)
{
    Expr *x = arena_alloc(1, sizeof *x);
    *x = (Expr){.kind = X_PLACE, .place = text, .lanes = true};
    return x;
}

/* A place that advances with the index: base[index], or that and its neighbours for the lanes. */
static const Expr *expr_element(const char *base, Index at)
{
    bool lanes = at.lane == LANE_STEP;
    return lanes ? expr_lanes(arena_format("GAT_AT(%s[%s])", base, at.flat)) : expr_place("%s[%s]", base, at.flat);
}

/* The name of what this turn of the loop has made. */
static const Expr *expr_name(const char *name, Index at)
{
    return at.lane == LANE_STEP ? expr_lanes(name) : expr_place("%s", name);
}

/* ------------------------------------------------------------ the context's members */

static bool listed(const char *const *list, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (!strcmp(list[i], name))
            return true;
    return false;
}

const char *use_field(Sched *s, const Field *field)
{
    Prog *p = s->p;
    bool known = false;
    for (int i = 0; i < p->field_count && !known; i++)
        known = !strcmp(p->fields[i].name, field->name);
    if (!known) {
        GROW(p->fields, p->field_count, p->field_capacity);
        p->fields[p->field_count++] = *field;
    }
    if (!listed(s->k->fields, s->k->field_count, field->name)) {
        GROW(s->k->fields, s->k->field_count, s->k->field_capacity);
        s->k->fields[s->k->field_count++] = field->name;
    }
    return field->name;
}

static const Buf *find_buf(const Prog *p, const Val *v)
{
    for (int i = 0; i < p->buf_count; i++)
        if (p->bufs[i].val == v)
            return &p->bufs[i];
    bug("schedule: value %%%d of program %s (%s) is read from memory but not stored", v->id, p->name,
        op_info[v->op].name);
}

const char *use_buf(Sched *s, const Val *v)
{
    const Buf *buf = find_buf(s->p, v);
    return use_field(s, &(Field){.name = buf->name, .type = "float *", .kind = FIELD_BUF, .buf = buf});
}

const char *use_graph(Sched *s, const char *part)
{
    const char *type = strstr(part, "start") ? "const int64_t *" : "const int32_t *";
    return use_field(s, &(Field){.name = part, .type = type, .kind = FIELD_GRAPH, .part = part});
}

const char *use_rows(Sched *s, int level)
{
    const char *name = level >= LEVEL_ALL ? "nodes" : arena_format("rows%d", level);
    return use_field(s, &(Field){.name = name, .type = "int64_t ", .kind = FIELD_ROWS, .index = level});
}

const char *use_pieces(Sched *s, int level)
{
    const char *name = level >= LEVEL_ALL ? "pieces" : arena_format("pieces%d", level);
    return use_field(s, &(Field){.name = name, .type = "int64_t ", .kind = FIELD_PIECES, .index = level});
}

const char *use_sparse(Sched *s, const Val *input, const char *part)
{
    const char *type = strstr(part, "start") ? "const int64_t *"
                       : strstr(part, "val") ? "const float *"
                                             : "const int32_t *";
    const char *name = arena_format("%s_%s", val_label(s->p, input), part);
    return use_field(
        s, &(Field){.name = name, .type = type, .kind = FIELD_INPUT, .index = input->attr.index, .part = part});
}

static const char *use_leaf(Sched *s, const Val *v)
{
    const InputInfo *input = v->op == OP_input ? &s->p->model->inputs[v->attr.index] : NULL;
    if (input && input->output_of)
        return use_field(s, &(Field){.name = val_label(s->p, v),
                                     .type = "const float *",
                                     .kind = FIELD_OUTPUT,
                                     .index = input->output_of - 1});
    Field field = {.name = val_label(s->p, v),
                   .type = "const float *",
                   .index = v->attr.index,
                   .kind = v->op == OP_param ? FIELD_PARAM : FIELD_INPUT,
                   .part = "dense"};
    return use_field(s, &field);
}

const char *memory_base(Sched *s, const Val *v)
{
    return op_info[v->op].kind == KIND_LEAF ? use_leaf(s, v) : use_buf(s, v);
}

/* ------------------------------------------------------------ names */

const char *val_label(const Prog *p, const Val *v)
{
    return p->labels[v->id];
}

const char *local_name(const Sched *s, const Val *v)
{
    return arena_format("%s_%s", val_label(s->p, v), v->type.space == SPACE_EDGE ? "e" : is_single(v) ? "0" : "v");
}

/* Declares, once at the top of the row or edge, the name the line gives a meaning to; without a line an array. */
static void declare(Sched *s, bool edge, const char *name, const char *line, int64_t count, bool zero)
{
    const char ***list = edge ? &s->edges : &s->rows;
    int *listed_count = edge ? &s->edge_count : &s->row_count;
    if (listed(*list, *listed_count, name))
        return;
    if (edge)
        GROW(s->edges, s->edge_count, s->edge_capacity);
    else
        GROW(s->rows, s->row_count, s->row_capacity);
    (*list)[(*listed_count)++] = name;
    Stmt **old = s->tail;
    s->tail = edge ? s->edge_tail : s->row_tail;
    if (line)
        stmt_line(s, "%s", line);
    else
        stmt_array(s, "float", name, count)->zero = zero;
    *(edge ? &s->edge_tail : &s->row_tail) = s->tail;
    s->tail = old;
}

static void declare_line(Sched *s, bool edge, const char *name, const char *line)
{
    declare(s, edge, name, line, 0, false);
}

/* Is it for the caller to declare the name at the top of the kernel? */
bool declare_head(Sched *s, const char *name)
{
    if (listed(s->heads, s->head_count, name))
        return false;
    GROW(s->heads, s->head_count, s->head_capacity);
    s->heads[s->head_count++] = name;
    return true;
}

void declare_row(Sched *s, const char *name, const char *line)
{
    declare_line(s, false, name, line);
}

void declare_local(Sched *s, const Val *v, bool zero)
{
    const char *name = local_name(s, v);
    int64_t width = val_width(v);
    const char *line = width > 1 ? NULL : arena_format("float %s%s", name, zero ? " = 0.0f" : "");
    declare(s, v->type.space == SPACE_EDGE, name, line, width, zero);
}

/* Which row of a space is meant: this node, the far end, the edge, the only one. */
static const char *row_letter(Sched *s, const Val *v, bool far)
{
    if (is_single(v))
        return "0";
    s->uses_edge |= v->type.space == SPACE_EDGE;
    s->uses_far |= far;
    return v->type.space == SPACE_EDGE ? "e" : far ? "u" : "v";
}

/* Notes a row that is read or written in the order of the list rather than of memory. */
static void note_ahead(Sched *s, const char *base, int64_t width, bool edge)
{
    for (int i = 0; i < s->ahead_count; i++)
        if (!strcmp(s->aheads[i].base, base))
            return;
    if (edge && s->k->major != MAJOR_OUT)
        return;
    GROW(s->aheads, s->ahead_count, s->ahead_capacity);
    s->aheads[s->ahead_count++] = (Ahead){base, width, edge};
}

static const Expr *memory_element(Sched *s, const Val *v, bool far, Index at)
{
    const char *base = memory_base(s, v), *row = row_letter(s, v, far);
    int64_t width = val_width(v);
    if (is_single(v))
        return expr_element(base, at);
    if (far || v->type.space == SPACE_EDGE)
        note_ahead(s, base, width, v->type.space == SPACE_EDGE);
    if (width == 1)
        return expr_place("%s[%s]", base, row);
    const char *name = arena_format("%s_%s", base, row);
    declare_line(s, far || v->type.space == SPACE_EDGE, name,
                 arena_format("const float *const %s = %s + %s * %lld", name, base, row, (long long)width));
    return expr_element(name, at);
}

/* What all rows of a random value share. */
static const char *use_draw(Sched *s, const Val *keep)
{
    const char *name = arena_format("draw%d", keep->attr.index);
    return use_field(s, &(Field){.name = name, .type = "uint64_t ", .kind = FIELD_DRAW, .index = keep->attr.index});
}

static const char *drop_rate(const Val *keep)
{
    return arena_format("%uu, %s", gatrt_threshold(keep->attr.num), out_float((float)(1.0 / (1.0 - keep->attr.num))));
}

static const char *use_key(Sched *s, const Val *keep, bool far)
{
    const char *row = row_letter(s, keep, far), *key = arena_format("key%d_%s", keep->attr.index, row);
    declare_line(s, far || keep->type.space == SPACE_EDGE, key,
                 arena_format("const uint32_t %s = gatrt_row_key(%s, (uint32_t)%s)", key, use_draw(s, keep), row));
    return key;
}

static const Expr *keep_element(Sched *s, const Val *v, bool far, Index at)
{
    const char *call = at.lane == LANE_STEP ? "gat_lanes_keep" : "gatrt_keep";
    return expr_name(arena_format("%s(%s, (uint32_t)%s, %s)", call, use_key(s, v, far), bracket(at.flat), drop_rate(v)),
                     at);
}

const char *entry_base(Sched *s, const Val *input)
{
    return use_sparse(s, input, s->k->kind == KERNEL_COLUMNS ? "col_val" : "val");
}

/* By rows the list names elements of this row; by columns it names rows, and the element is the column. */
const Expr *keep_entries(Sched *s, const Val *keep, const char *list, const char *row)
{
    return expr_lanes(
        s->k->kind == KERNEL_COLUMNS
            ? arena_format("gat_keep_rows(%s, %s + q, (uint32_t)%s, %s)", use_draw(s, keep), list, row, drop_rate(keep))
            : arena_format("gat_keep_elements(%s, %s + q, %s)", use_key(s, keep, false), list, drop_rate(keep)));
}

/* ------------------------------------------------------------ indices */

Index index_flat(Shape shape, const char *flat)
{
    return (Index){.shape = shape, .flat = flat};
}

/* One dimension's index out of the flat one. */
static const char *dim_index(Index at, int dim)
{
    int64_t inner = 1;
    for (int d = dim + 1; d < at.shape.rank; d++)
        inner *= at.shape.dim[d];
    if (at.shape.dim[dim] == 1)
        return "0";
    if (at.h && at.shape.rank == 2)
        return dim == 0 ? at.h : at.i;
    const char *text = inner == 1 ? at.flat : arena_format("%s / %lld", bracket(at.flat), (long long)inner);
    bool first = true;
    for (int d = 0; d < dim; d++)
        first &= at.shape.dim[d] == 1;
    return first ? text : arena_format("%s %% %d", bracket(text), at.shape.dim[dim]);
}

Index index_through(Index at, Shape operand)
{
    Index to = {.shape = operand, .flat = at.flat, .lane = at.lane};
    if (shape_width(operand) == shape_width(at.shape)) {
        if (operand.rank == 2 && at.shape.rank == 2) {
            to.h = at.h;
            to.i = at.i;
        }
        return to;
    }
    const char *text = NULL;
    for (int d = 0; d < operand.rank && d < at.shape.rank; d++) {
        const char *one = operand.dim[d] == 1 ? "0" : dim_index(at, d);
        if (text && operand.dim[d] != 1)
            text = strcmp(text, "0") ? arena_format("%s * %d", bracket(text), operand.dim[d]) : "0";
        if (!text || !strcmp(text, "0"))
            text = one;
        else if (strcmp(one, "0"))
            text = arena_format("%s + %s", text, one);
    }
    to.flat = text ? text : "0";
    bool taken_apart = strchr(to.flat, '/') || strchr(to.flat, '%'); /* a flat loop's lanes may lie in two rows */
    if (at.lane == LANE_STEP && !taken_apart && (operand.rank < at.shape.rank || operand.dim[operand.rank - 1] == 1))
        to.lane = LANE_SAME;
    return to;
}

/* Of a wider value: what follows an element of it lies in the next row. */
static bool is_column(Shape s)
{
    return s.rank > 1 && s.dim[s.rank - 1] == 1 && shape_width(s) > 1;
}

static Index index_of_slice(Index at, const Val *slice)
{
    Shape from = slice->in[0]->type.shape;
    int32_t start = slice->attr.index;
    const char *last = from.rank == 1 ? at.flat : dim_index(at, from.rank - 1);
    const char *shifted = start ? arena_format("%s + %d", last, start) : last;
    if (from.rank == 1)
        return (Index){.shape = from, .flat = shifted, .lane = at.lane};
    if (from.rank == 3)
        return (Index){.shape = from,
                       .flat =
                           arena_format("%s / %d * %d + %s", bracket(at.flat), at.shape.dim[2], from.dim[2], shifted),
                       .lane = at.lane};
    const char *head = dim_index(at, 0);
    return (Index){.shape = from,
                   .lane = at.lane,
                   .h = head,
                   .i = shifted,
                   .flat =
                       strcmp(head, "0") ? arena_format("%s * %d + %s", bracket(head), from.dim[1], shifted) : shifted};
}

/* ------------------------------------------------------------ elements */

static bool made_here(const Sched *s, const Val *v)
{
    return v->type.space == SPACE_EDGE ? s->mode[v->id] != MODE_MEMORY : s->here[v->id] && !is_single(v);
}

static const Expr *row_element(Sched *s, const Val *v, bool far, Index at);

static const Expr *operator_element(Sched *s, const Val *v, bool far, Index at)
{
    const Expr *arg[MAX_IN] = {0};
    for (int i = 0; i < op_info[v->op].arity; i++)
        arg[i] = row_element(s, v->in[i], far, index_through(at, v->in[i]->type.shape));
    return expr_op(s, v, arg);
}

static const Expr *row_element(Sched *s, const Val *v, bool far, Index at)
{
    s->refused |= at.lane == LANE_STEP && (strchr(at.flat, '/') || strchr(at.flat, '%'));
    switch (v->op) {
    case OP_reshape: {
        Index same = {.shape = v->in[0]->type.shape, .flat = at.flat, .lane = at.lane};
        return row_element(s, v->in[0], far, same);
    }
    case OP_expand: return row_element(s, v->in[0], far, index_through(at, v->in[0]->type.shape));
    case OP_slice:
        s->refused |= at.lane == LANE_STEP && is_column(v->type.shape);
        return row_element(s, v->in[0], far, index_of_slice(at, v));
    case OP_constant: return expr_number(v->attr.num);
    case OP_iota: s->refused |= at.lane == LANE_STEP; return expr_place("(float)%s", bracket(at.flat));
    case OP_self_loop: s->uses_far = true; return expr_place("(float)(u == v)");
    case OP_keep:
        if (!s->sparse && !far && s->mode[v->id] == MODE_LOCAL && val_width(v) > 1)
            return expr_element(local_name(s, v), at);
        if (!s->sparse && !far && (s->mode[v->id] == MODE_LET || s->mode[v->id] == MODE_LOCAL))
            return expr_name(local_name(s, v), at);
        return keep_element(s, v, far, at);
    default: break;
    }
    if (s->p->places[v->id].sparse)
        return v->op == OP_input ? expr_place("%s[q]", entry_base(s, v)) : operator_element(s, v, far, at);
    if (!far && made_here(s, v)) {
        if (s->mode[v->id] == MODE_INLINE)
            return is_edge_gather(v) ? element(s, v, at) : operator_element(s, v, far, at);
        bool scalar = s->mode[v->id] == MODE_LET || val_width(v) == 1;
        return scalar ? expr_name(local_name(s, v), at) : expr_element(local_name(s, v), at);
    }
    if (is_edge_gather(v))
        return row_element(s, v->in[0], is_far(v, s->k->major), at);
    if (v->op == OP_spread && !s->here[v->id] && !s->p->places[v->id].stored)
        return row_element(s, v->in[0], false, at);
    return memory_element(s, v, far, at);
}

const Expr *element(Sched *s, const Val *v, Index at)
{
    if (is_edge_gather(v))
        return row_element(s, v->in[0], is_far(v, s->k->major), at);
    return row_element(s, v, false, at);
}

const char *element_dest(Sched *s, const Val *v, Index at)
{
    if (is_single(v))
        return buf_dest(s, v, at);
    const char *name = local_name(s, v);
    return val_width(v) == 1 ? name : arena_format("%s[%s]", name, at.flat);
}

static const char *row_place(Sched *s, const char *base, const Val *v, Index at)
{
    int64_t width = val_width(v);
    if (is_single(v))
        return arena_format("%s[%s]", base, at.flat);
    if (v->type.space == SPACE_EDGE)
        note_ahead(s, base, width, true);
    if (width == 1)
        return arena_format("%s[%s]", base, row_letter(s, v, false));
    return arena_format("%s[%s * %lld + %s]", base, row_letter(s, v, false), (long long)width, at.flat);
}

const char *buf_dest(Sched *s, const Val *v, Index at)
{
    return row_place(s, use_buf(s, v), v, at);
}

const char *root_base(Sched *s, const Root *root)
{
    Field field = {.type = "float *", .index = root->index};
    if (root->kind == ROOT_LOSS) {
        field.kind = FIELD_LOSS;
        field.name = "loss";
    } else if (root->kind == ROOT_GRAD) {
        field.kind = FIELD_GRAD;
        field.name = arena_format("grad_%s", s->p->model->param_ids[root->index]);
    } else if (root->kind == ROOT_STATE) {
        field.kind = FIELD_GRAD;
        field.name = arena_format("next_%s", s->p->model->param_ids[root->index]);
    } else {
        field.kind = FIELD_OUTPUT;
        field.name = arena_format("out_%s", s->p->model->output_ids[root->index]);
    }
    return use_field(s, &field);
}

const char *root_dest(Sched *s, const Root *root, Index at)
{
    return row_place(s, root_base(s, root), root->val, at);
}
