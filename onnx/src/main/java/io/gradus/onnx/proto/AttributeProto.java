package io.gradus.onnx.proto;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes and reads attributes with their names.
final class AttributeProto {
  private AttributeProto() {}

  /// The numbers of the types in the file.
  private static int code(Attribute value) {
    return switch (value) {
      case Attribute.Real _ -> 1;
      case Attribute.Int _ -> 2;
      case Attribute.Text _ -> 3;
      case Attribute.Tensor _ -> 4;
      case Attribute.Graph _ -> 5;
      case Attribute.Reals _ -> 6;
      case Attribute.Ints _ -> 7;
      case Attribute.Texts _ -> 8;
    };
  }

  static void write(String name, Attribute value, WireWriter out) {
    out.text(1, name);
    switch (value) {
      case Attribute.Real a -> out.real(2, a.value());
      case Attribute.Int a -> out.number(3, a.value());
      case Attribute.Text a -> out.text(4, a.value());
      case Attribute.Tensor a -> out.messages(5, List.of(a.value()), TensorProto::write);
      case Attribute.Graph a -> out.messages(6, List.of(a.value()), GraphProto::write);
      case Attribute.Reals a -> a.values().forEach(v -> out.real(7, v));
      case Attribute.Ints a -> a.values().forEach(v -> out.number(8, v));
      case Attribute.Texts a -> a.values().forEach(v -> out.text(9, v));
    }
    out.number(20, code(value));
  }

  /// An attribute with its name.
  ///
  /// @param name the name
  /// @param value the value; empty if it is of a kind that is not among these
  record Named(String name, Optional<Attribute> value) {}

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
        case 2 -> one = new Attribute.Real(in.real());
        case 3 -> one = new Attribute.Int(in.number());
        case 4 -> one = new Attribute.Text(in.text());
        case 5 -> one = new Attribute.Tensor(TensorProto.read(in.message(), files));
        case 6 -> one = new Attribute.Graph(GraphProto.read(in.message(), files));
        case 7 -> in.fixed(4, bits -> reals.add(Float.intBitsToFloat((int) bits)));
        case 8 -> in.numbers(ints::add);
        case 9 -> texts.add(in.text());
        case 20 -> code = in.number();
        default -> {} // documentation, or a kind that is not among these
      }
    }
    Attribute value =
        switch ((int) code) {
          case 6 -> new Attribute.Reals(List.copyOf(reals));
          case 7 -> new Attribute.Ints(List.copyOf(ints));
          case 8 -> new Attribute.Texts(List.copyOf(texts));
          default -> one;
        };
    return new Named(name, Optional.ofNullable(value));
  }
}
