use dynamo::Attribute;

struct Theme {
    dark: bool,
}

#[derive(Attribute)]
struct Settings {
    themes: Vec<Option<Theme>>,
}

#[derive(Attribute)]
struct Wrapper(Theme);

#[derive(Attribute)]
enum Choice {
    None,
    One(Theme),
    Named { theme: Theme },
}

fn main() {}
