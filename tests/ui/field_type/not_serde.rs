use dynamo::Attribute;

struct Theme {
    dark: bool,
}

#[derive(Attribute)]
struct Settings {
    #[dynamo(serde)]
    theme: Theme,
}

fn main() {}
