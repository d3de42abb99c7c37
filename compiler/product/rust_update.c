/* rust_update.c - NAME_update in NAME.rs: an object that has the graph, and workspace and outputs of its last run. */
#include "compiler/base/arena.h"
#include "compiler/c/emit.h"
#include "compiler/ir/ends.h"
#include "compiler/product/product.h"

static void write_changes_type(const Model *m, Out *o)
{
    ChangeList *lists;
    const int count = change_lists(m, &lists);
    out_raw(o, "\n");
    out_line(o, "/// What is otherwise since the last run: rows with other numbers, edges that went and, then, edges "
                "that came.");
    out_line(o, "#[derive(Clone, Copy, Default)]");
    out_open(o, "pub struct Changes<'a>");
    for (int i = 0; i < count; i++)
        for (int k = 0; k < 2 && lists[i].array[k]; k++)
            out_line(o, "pub %s: &'a [i32],", lists[i].array[k]);
    out_close(o, "");
}

static void write_constructor(const Model *m, Out *o)
{
    const Prog *p = inference(m);
    out_open(o, "pub fn new(mut model: Model<'a>, on: Graph, of: &Inputs) -> Result<Kept<'a>, Error>");
    const char *names = "", *given = "";
    for (int k = 0; k < p->root_count; k++) {
        const Val *v = p->roots[k].val;
        const char *id = rust_name(output_id(m, k));
        out_line(o, "let mut %s = vec![0f32; %s * %lld];", id,
                 has_rows(v) ? arena_format("on.c.%s as usize", rows_name(v->type.space)) : "1",
                 (long long)val_width(v));
        names = arena_format("%s, %s", names, id);
        given = arena_format("%s, &mut %s", given, id);
    }
    out_line(o, "model.infer(&on, of%s)?;", given);
    out_line(o, "Ok(Kept { model, on%s })", names);
    out_close(o, "");
}

static void write_update(const Model *m, Out *o)
{
    const Prog *p = inference(m);
    ChangeList *lists;
    const int count = change_lists(m, &lists);
    out_line(o, "/// `of` has the new numbers, of no other rows. The bits are those of a run from scratch; what fails "
                "changes nothing.");
    out_open(o, "pub fn update(&mut self, what: &Changes, of: &Inputs) -> Result<(), Error>");
    for (int i = 0; i < count; i++)
        if (lists[i].array[1])
            rust_require(o, arena_format("what.%s.len() == what.%s.len()", lists[i].array[0], lists[i].array[1]), "2",
                         arena_format("%s and %s are of one length", lists[i].array[0], lists[i].array[1]));
    out_open(o, "let c = CChanges");
    for (int i = 0; i < count; i++) {
        out_line(o, "%s: what.%s.len() as i64,", lists[i].count, lists[i].array[0]);
        for (int k = 0; k < 2 && lists[i].array[k]; k++)
            out_line(o, "%s: what.%s.as_ptr(),", lists[i].array[k], lists[i].array[k]);
    }
    out_close(o, ";");
    out_line(o, "let given = bind(&self.on, of)?;");
    const char *to = "";
    for (int k = 0; k < p->root_count; k++)
        to = arena_format("%s, self.%s.as_mut_ptr()", to, rust_name(output_id(m, k)));
    out_line(o, "let code = unsafe {");
    out_line(o, "    %s_update((self.model.params as *const %s).cast(), &c, &mut self.on.c, &given%s,", m->name,
             rust_params_type(m), to);
    out_line(o, "        self.on.memory.as_mut_ptr().cast(), self.model.workspace.as_mut_ptr().cast())");
    out_line(o, "};");
    out_line(o, "require(code == 0, code, \"a row or an edge is not there, or there is no room for it\")");
    out_close(o, "");
}

void write_rust_kept(const Model *m, Out *o)
{
    const Prog *p = inference(m);
    if (!updates(m))
        return;
    write_changes_type(m, o);
    out_raw(o, "\n");
    out_line(o, "/// A graph's inference, kept: update() makes again what changes.");
    out_open(o, "pub struct Kept<'a>");
    out_line(o, "model: Model<'a>,");
    out_line(o, "on: Graph,");
    for (int k = 0; k < p->root_count; k++)
        out_line(o, "%s: Vec<f32>,", rust_name(output_id(m, k)));
    out_close(o, "");
    out_raw(o, "\n");
    out_open(o, "impl<'a> Kept<'a>");
    write_constructor(m, o);
    write_update(m, o);
    for (int k = 0; k < p->root_count; k++) {
        const char *id = rust_name(output_id(m, k));
        out_open(o, "pub fn %s(&self) -> &[f32]", id);
        out_line(o, "&self.%s", id);
        out_close(o, "");
    }
    out_close(o, "");
}
