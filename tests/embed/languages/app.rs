//! app.c by gat2.rs; what is wrong is an Err.
mod gat2;

const NODES: usize = 20;
const EDGES: usize = 50;

fn print_row(row: &[f32]) {
    let words: Vec<String> = row.iter().map(|x| format!("{:08x}", x.to_bits())).collect();
    println!("{}", words.join(" "));
}

fn refused<T>(code: i32, result: Result<T, gat2::Error>) {
    match result {
        Err(e) if e.code == code => {}
        Err(e) => println!("{}, expected {}", e, code),
        Ok(_) => println!("not refused, code {}", code),
    }
}

fn run() -> Result<(), gat2::Error> {
    let mut src: Vec<i32> = (0..EDGES).map(|e| ((e * 7 + 1) % NODES) as i32).collect();
    let dst: Vec<i32> = (0..EDGES).map(|e| ((e * e + 3 * e) % NODES) as i32).collect();
    let row_start: Vec<i64> = (0..=NODES as i64).map(|v| 2 * v).collect();
    let (mut col, mut val) = (Vec::new(), Vec::new());
    for v in 0..NODES {
        col.extend([(v % gat2::FEATURES) as i32, ((v + 5) % gat2::FEATURES) as i32]);
        val.extend([(1 + v % 3) as f32, 1.0]);
    }
    gat2::normalize_x(&row_start, &mut val)?;
    let graph = gat2::Graph::new(&gat2::Edges { nodes: NODES, src: &src, dst: &dst })?;
    let inputs = gat2::Inputs { x_row_start: &row_start, x_col: &col, x_val: &val };
    let mut model = gat2::Model::with_weights();
    let mut logits = vec![0f32; NODES * gat2::CLASSES];
    model.infer(&graph, &inputs, &mut logits)?;
    for row in logits.chunks(gat2::CLASSES) {
        print_row(row);
    }
    logits.fill(0.0);
    model.infer_some(&graph, &inputs, &[3, 11], &mut logits)?;
    for v in [3, 11] {
        print_row(&logits[v * gat2::CLASSES..(v + 1) * gat2::CLASSES]);
    }
    refused(3, model.infer_some(&graph, &inputs, &[20], &mut logits));
    refused(3, model.infer(&graph, &inputs, &mut logits[..3]));
    refused(3, model.infer(&graph, &gat2::Inputs { x_col: &col[..3], ..inputs }, &mut logits));
    refused(2, gat2::Graph::new(&gat2::Edges { nodes: NODES, src: &src[..3], dst: &dst }));
    src[7] = NODES as i32;
    refused(2, gat2::Graph::new(&gat2::Edges { nodes: NODES, src: &src, dst: &dst }));
    Ok(())
}

fn main() {
    if let Err(e) = run() {
        println!("{}", e);
        std::process::exit(1);
    }
}
