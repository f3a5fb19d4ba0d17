package io.gradus.onnx.proto;

import java.util.List;

/// The value of an attribute of a node.
public sealed interface Attribute {
  /// A whole number.
  record Int(long value) implements Attribute {}

  /// A number.
  record Real(float value) implements Attribute {}

  /// A text.
  record Text(String value) implements Attribute {}

  /// A tensor.
  record Tensor(TensorProto value) implements Attribute {}

  /// A graph, such as the branch of a condition.
  record Graph(GraphProto value) implements Attribute {}

  /// Whole numbers.
  record Ints(List<Long> values) implements Attribute {}

  /// Numbers.
  record Reals(List<Float> values) implements Attribute {}

  /// Texts.
  record Texts(List<String> values) implements Attribute {}
}
