//! gat2_update by gat2.rs: after each of some hundred edits the logits are those of a run from scratch; what fails changes nothing.
mod gat2;

const NODES: usize = 20;
const EDGES: usize = 50;
const ROOM: usize = 30;

struct Random(u32);

impl Random {
    fn pick(&mut self, n: usize) -> i32 {
        self.0 = self.0.wrapping_mul(1103515245).wrapping_add(12345) & 0x7fffffff;
        ((self.0 >> 8) as usize % n) as i32
    }
}

fn main() {
    let mut random = Random(1);
    let mut src: Vec<i32> = (0..EDGES).map(|_| random.pick(NODES)).collect();
    let mut dst: Vec<i32> = (0..EDGES).map(|_| random.pick(NODES)).collect();
    let row_start: Vec<i64> = (0..=NODES as i64).collect();
    let mut col: Vec<i32> = (0..NODES as i32).collect();
    let mut val = vec![1f32; NODES];
    let edges = gat2::Edges { nodes: NODES, src: &src, dst: &dst, edges_room: ROOM };
    let graph = gat2::Graph::new(&edges).expect("a graph");
    let inputs = gat2::Inputs { x_row_start: &row_start, x_col: &col, x_val: &val };
    let mut kept = gat2::Kept::new(gat2::Model::with_weights(), graph, &inputs).expect("inference");
    let mut model = gat2::Model::with_weights();
    let mut logits = vec![0f32; NODES * gat2::CLASSES];
    for edit in 0..300 {
        let what = random.pick(3);
        let (from, to, v) = ([random.pick(NODES)], [random.pick(NODES)], [random.pick(NODES)]);
        let mut changes = gat2::Changes::default();
        let gone;
        if what == 0 && src.len() < EDGES + ROOM {
            src.push(from[0]);
            dst.push(to[0]);
            changes.added_src = &from;
            changes.added_dst = &to;
        } else if what == 1 && !src.is_empty() {
            gone = ([src.pop().unwrap()], [dst.pop().unwrap()]);
            changes.removed_src = &gone.0;
            changes.removed_dst = &gone.1;
        } else {
            col[v[0] as usize] = random.pick(gat2::FEATURES);
            val[v[0] as usize] = random.pick(5) as f32 / 4.0;
            changes.changed_nodes = &v;
        }
        let inputs = gat2::Inputs { x_row_start: &row_start, x_col: &col, x_val: &val };
        kept.update(&changes, &inputs).expect("an update");
        let edges = gat2::Edges { nodes: NODES, src: &src, dst: &dst, edges_room: 0 };
        let anew = gat2::Graph::new(&edges).expect("a graph");
        model.infer(&anew, &inputs, &mut logits).expect("inference");
        assert!(logits == kept.logits(), "edit {edit}");
    }
    let inputs = gat2::Inputs { x_row_start: &row_start, x_col: &col, x_val: &val };
    let nobody = [NODES as i32];
    let wrong = gat2::Changes { changed_nodes: &nobody, ..Default::default() };
    assert_eq!(kept.update(&wrong, &inputs).unwrap_err().code, 3);
    let wrong = gat2::Changes { added_src: &nobody, ..Default::default() };
    assert_eq!(kept.update(&wrong, &inputs).unwrap_err().code, 2);
    assert!(logits == kept.logits());
}
