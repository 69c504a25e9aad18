use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "t", partition_key(a, b, c, d, e, f, g), sort_key(h, i, j, k, l, m, n, o, p))]
struct Lists {
    a: u8,
    b: u8,
    c: u8,
    d: u8,
    e: u8,
    f: u8,
    g: u8,
    h: u8,
    i: u8,
    j: u8,
    k: u8,
    l: u8,
    m: u8,
    n: u8,
    o: u8,
    p: u8,
}

#[derive(Item)]
#[dynamo(table = "t", sk = "{a}#{a}#{a}#{a}#{a}#{b}#{c}#{d}#{a}")]
struct Marks {
    #[dynamo(partition_key)]
    a: u8,
    #[dynamo(partition_key)]
    b: u8,
    #[dynamo(partition_key)]
    c: u8,
    #[dynamo(partition_key)]
    d: u8,
    #[dynamo(partition_key)]
    e: u8,
    #[dynamo(partition_key)]
    f: u8,
    #[dynamo(partition_key)]
    g: u8,
}

#[derive(Item)]
#[dynamo(table = "t", pk = "{a}#{b}#{b}#{b}#{b}#{b}#{b}#{b}#{b}", sort_key(c, d, e, f, g, h, i))]
#[dynamo(gsi(name = "Inverted", inverted))]
#[dynamo(gsi(name = "Partition", pk = "{a}#{b}#{a}#{c}#{d}#{e}#{f}#{g}", pk_name = "gsi1pk"))]
#[dynamo(gsi(name = "Sort", partition_key(a), sk = "{a}#{b}#{c}#{d}#{e}#{f}#{g}#{h}#{i}", sk_name = "gsi1sk"))]
struct Indexes {
    a: u8,
    b: u8,
    c: u8,
    d: u8,
    e: u8,
    f: u8,
    g: u8,
    h: u8,
    i: u8,
}

fn program(lists: &dynamo::Table<Lists>, indexes: &dynamo::Table<Indexes>) {
    let _ = lists.query((1, 2, 3, 4, 5, 6, 7)).eq(8);
    let _ = indexes.index(Indexes::PARTITION).query((1, 2, 3, 4, 5, 6, 7));
}

fn main() {
    let _ = program;
}
