package io.gradus.onnx.proto;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  /// The numbers of the types in the file.
  private int code() {
    return switch (this) {
      case Real _ -> 1;
      case Int _ -> 2;
      case Text _ -> 3;
      case Tensor _ -> 4;
      case Graph _ -> 5;
      case Reals _ -> 6;
      case Ints _ -> 7;
      case Texts _ -> 8;
    };
  }

  /// Writes an AttributeProto.
  default void write(String name, WireWriter out) {
    out.text(1, name);
    switch (this) {
      case Real a -> out.real(2, a.value);
      case Int a -> out.number(3, a.value);
      case Text a -> out.text(4, a.value);
      case Tensor a -> out.messages(5, List.of(a.value), TensorProto::write);
      case Graph a -> out.messages(6, List.of(a.value), GraphProto::write);
      case Reals a -> a.values.forEach(v -> out.real(7, v));
      case Ints a -> a.values.forEach(v -> out.number(8, v));
      case Texts a -> a.values.forEach(v -> out.text(9, v));
    }
    out.number(20, code());
  }

  /// An attribute with its name.
  ///
  /// @param name the name
  /// @param value the value; empty if it is of a kind that is not among these
  record Named(String name, Optional<Attribute> value) {}

  /// Reads an AttributeProto.
  static Named read(WireReader in, ExternalData files) {
    String name = "";
    Attribute one = null;
    List<Long> ints = new ArrayList<>();
    List<Float> reals = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    long code = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> name = in.text();
        case 2 -> one = new Real(in.real());
        case 3 -> one = new Int(in.number());
        case 4 -> one = new Text(in.text());
        case 5 -> one = new Tensor(TensorProto.read(in.message(), files));
        case 6 -> one = new Graph(GraphProto.read(in.message(), files));
        case 7 -> in.fixed(4, bits -> reals.add(Float.intBitsToFloat((int) bits)));
        case 8 -> in.numbers(ints::add);
        case 9 -> texts.add(in.text());
        case 20 -> code = in.number();
        default -> {} // documentation, or a kind that is not among these
      }
    }
    Attribute value =
        switch ((int) code) {
          case 6 -> new Reals(List.copyOf(reals));
          case 7 -> new Ints(List.copyOf(ints));
          case 8 -> new Texts(List.copyOf(texts));
          default -> one;
        };
    return new Named(name, Optional.ofNullable(value));
  }
}
