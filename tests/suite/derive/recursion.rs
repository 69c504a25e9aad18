//! Types that contain themselves, under their own name or as `Self`.

use dynamo::{Attribute, Item};

#[derive(Item, Debug, PartialEq, Clone)]
#[dynamo(table = "t", partition_key(id))]
struct Node {
    id: String,
    children: Vec<Self>,
    parent: Option<Box<Node>>,
}

#[derive(Attribute, Debug, PartialEq, Clone)]
struct Tree<T> {
    value: T,
    left: Option<Box<Tree<T>>>,
    right: Option<Box<Self>>,
}

#[derive(Attribute, Debug, PartialEq, Clone)]
enum Expression<T> {
    Value(T),
    Negated(Box<Self>),
    Sum(Box<Self>, Box<Expression<T>>),
    Call { name: String, arguments: Vec<Self> },
}

/// A type that is called what the derive would call a struct of its own.
#[derive(Attribute, Debug, PartialEq, Clone)]
struct FormFields {
    title: String,
}

#[derive(Attribute, Debug, PartialEq, Clone)]
struct Form {
    fields: FormFields,
}

#[test]
fn recursive_types_come_back() {
    let leaf = Node { id: "leaf".into(), children: vec![], parent: None };
    let node = Node { id: "node".into(), children: vec![leaf.clone()], parent: Some(Box::new(leaf)) };
    assert_eq!(dynamo::from_item::<Node>(dynamo::to_item(&node).unwrap()).unwrap(), node);

    let leaf = Tree { value: 1, left: None, right: None };
    let tree = Tree { value: 2, left: Some(Box::new(leaf.clone())), right: Some(Box::new(leaf)) };
    let value = dynamo::to_attribute_value(&tree).unwrap();
    assert_eq!(dynamo::from_attribute_value::<Tree<i32>>(value).unwrap(), tree);

    let value = || Box::new(Expression::Value(1));
    let arguments = vec![Expression::Negated(value()), Expression::Sum(value(), value())];
    let call = Expression::Call { name: "max".into(), arguments };
    let encoded = dynamo::to_attribute_value(&call).unwrap();
    assert_eq!(dynamo::from_attribute_value::<Expression<u8>>(encoded).unwrap(), call);
}

#[test]
fn names_do_not_clash() {
    let form = Form { fields: FormFields { title: "x".into() } };
    let value = dynamo::to_attribute_value(&form).unwrap();
    assert_eq!(dynamo::from_attribute_value::<Form>(value).unwrap(), form);
}
