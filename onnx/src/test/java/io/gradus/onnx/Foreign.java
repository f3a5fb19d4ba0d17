package io.gradus.onnx;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.onnx.proto.Attribute;
import io.gradus.onnx.proto.DataType;
import io.gradus.onnx.proto.GraphProto;
import io.gradus.onnx.proto.ModelProto;
import io.gradus.onnx.proto.NodeProto;
import io.gradus.onnx.proto.TensorProto;
import io.gradus.onnx.proto.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes graphs as other libraries do, node by node.
final class Foreign {
  private final DType dtype;
  private final List<NodeProto> nodes = new ArrayList<>();
  private final List<TensorProto> tensors = new ArrayList<>();
  private final List<ValueInfoProto> outputs = new ArrayList<>();
  private final ValueInfoProto input;

  /// A graph with an input `x` of any number of rows.
  Foreign(DType dtype, int width) {
    this.dtype = dtype;
    this.input =
        new ValueInfoProto(
            "x", Optional.of(DataType.of(dtype)), Optional.of(List.of("N", (long) width)));
  }

  /// A node with one result; attributes are name, value, name, value, …
  Foreign node(String op, String inputs, String output, Object... attributes) {
    return add("", op, inputs, output, attributes);
  }

  /// A node of classical machine learning.
  Foreign classical(String op, String inputs, String output, Object... attributes) {
    return add("ai.onnx.ml", op, inputs, output, attributes);
  }

  private Foreign add(String domain, String op, String inputs, String output, Object[] attributes) {
    Map<String, Attribute> map = new HashMap<>();
    for (int i = 0; i < attributes.length; i += 2) {
      map.put((String) attributes[i], attribute(attributes[i + 1]));
    }
    nodes.add(
        new NodeProto(
            op,
            domain,
            output + "_node",
            List.of(inputs.split(",", -1)),
            List.of(output.split(",")),
            map));
    return this;
  }

  @SuppressWarnings("unchecked") // lists of the test that calls
  private static Attribute attribute(Object value) {
    return switch (value) {
      case Integer i -> new Attribute.Int(i);
      case Double d -> new Attribute.Real(d.floatValue());
      case String s -> new Attribute.Text(s);
      case TensorProto t -> new Attribute.Tensor(t);
      case List<?> l when l.getFirst() instanceof Long -> new Attribute.Ints((List<Long>) l);
      case List<?> l when l.getFirst() instanceof Float -> new Attribute.Reals((List<Float>) l);
      case List<?> l -> new Attribute.Texts((List<String>) l);
      default -> throw new IllegalArgumentException(String.valueOf(value));
    };
  }

  /// Random weights.
  Foreign weights(String name, int... dims) {
    Shape shape = Shape.of(dims);
    double[] v = new double[shape.size()];
    for (int i = 0; i < v.length; i++) {
      v[i] = Key.of(name.hashCode()).uniform(i) - 0.5;
    }
    return tensor(TensorProto.of(name, Array.of(shape, v).cast(dtype)));
  }

  /// Given numbers in the format of the graph.
  Foreign numbers(String name, double... values) {
    return tensor(TensorProto.of(name, Array.vector(values).cast(dtype)));
  }

  /// One number without axes.
  Foreign number(String name, double value) {
    return tensor(TensorProto.of(name, Array.of(value).cast(dtype)));
  }

  Foreign integers(String name, long... values) {
    return tensor(TensorProto.of(name, List.of((long) values.length), values));
  }

  Foreign tensor(TensorProto t) {
    tensors.add(t);
    return this;
  }

  Foreign output(String name) {
    outputs.add(new ValueInfoProto(name, Optional.of(DataType.of(dtype)), Optional.empty()));
    return this;
  }

  Foreign output(String name, DataType type) {
    outputs.add(new ValueInfoProto(name, Optional.of(type), Optional.empty()));
    return this;
  }

  ModelProto model(long opset) {
    Map<String, Long> opsets = new LinkedHashMap<>();
    opsets.put("", opset);
    opsets.put("ai.onnx.ml", 3L);
    return new ModelProto(
        8,
        opsets,
        "foreign",
        "1",
        Map.of(),
        new GraphProto("g", nodes, tensors, List.of(input), outputs));
  }
}
