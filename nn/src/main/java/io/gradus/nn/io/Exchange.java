package io.gradus.nn.io;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.graph.Tree;
import io.gradus.nn.UserException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A model in one file: safetensors whose metadata tells all but the numbers, or JSON with the
/// numbers in it. Both give the same model back, bit for bit.
///
/// The JSON is that of `model.json` with one more entry, `parameters`: for each name `dtype`,
/// `shape` and `data`, the numbers in row-major order, each with as many digits as it takes to be
/// read back exactly.
public final class Exchange {
  /// The entry of the metadata that holds what `model.json` does.
  public static final String MODEL = "gradus.model";

  private static final String PARAMETERS = "parameters";

  private Exchange() {}

  /// A safetensors file.
  public static byte[] toSafetensors(Model model) {
    return Safetensors.encode(
        model.params(), Map.of("format", "gradus", MODEL, Json.line(model.toTree())));
  }

  /// The model in a safetensors file.
  ///
  /// @param name what messages call the file
  /// @throws UserException if the bytes are not sound or do not say what the network is
  public static Model ofSafetensors(byte[] bytes, String name) {
    Safetensors.Content content = Safetensors.decode(bytes, name);
    String rest = content.metadata().get(MODEL);
    if (rest == null) {
      throw new UserException(
          name
              + " has parameters ("
              + String.join(", ", content.arrays().names().stream().limit(4).toList())
              + (content.arrays().size() > 4 ? ", …" : "")
              + ") but does not say what the layers are; export the network as ONNX");
    }
    return Model.of(Json.parseMap(rest, name + " " + MODEL), content.arrays(), name, name);
  }

  /// A JSON text.
  public static byte[] toJson(Model model) {
    Map<String, Object> tree = new LinkedHashMap<>(model.toTree());
    Map<String, Object> parameters = new LinkedHashMap<>();
    model.params().leaves().forEach((name, a) -> parameters.put(name, write(a)));
    tree.put(PARAMETERS, parameters);
    return (Json.line(tree) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /// The model in a JSON text.
  ///
  /// @param name what messages call the file
  /// @throws UserException if the text is not JSON or lacks an entry
  public static Model ofJson(byte[] bytes, String name) {
    Map<String, Object> tree = Json.parseMap(new String(bytes, StandardCharsets.UTF_8), name);
    if (!(tree.get(PARAMETERS) instanceof Map<?, ?> parameters)) {
      throw new UserException(name + " has no entry '" + PARAMETERS + "'");
    }
    Map<String, Array> arrays = new LinkedHashMap<>();
    parameters.forEach((key, node) ->
        arrays.put(String.valueOf(key), read(node, name + ": parameter '" + key + "'")));
    return Model.of(tree, new Tree<>(arrays), name, name);
  }

  static Map<String, Object> write(Array a) {
    List<Object> data = new ArrayList<>(a.size());
    for (int i = 0; i < a.size(); i++) {
      data.add(Json.number(a.dtype() == DType.F32 ? shortest(a.floats()[i]) : a.get(i)));
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("dtype", a.dtype().text());
    tree.put("shape", Arrays.stream(a.shape().dims()).boxed().toList());
    tree.put("data", data);
    return tree;
  }

  /// A double with few digits that rounds to the float.
  private static double shortest(float x) {
    double d = Double.parseDouble(Float.toString(x));
    return (float) d == x ? d : x;
  }

  static Array read(Object node, String where) {
    if (!(node instanceof Map<?, ?> map)
        || !(map.get("shape") instanceof List<?> extents)
        || !(map.get("data") instanceof List<?> data)) {
      throw new UserException(where + " needs dtype, shape and data");
    }
    double[] values = data.stream().mapToDouble(v -> Json.number(v, where)).toArray();
    try {
      int[] dims =
          extents.stream().mapToInt(d -> Math.toIntExact((long) Json.number(d, where))).toArray();
      return Array.of(Shape.of(dims), values).cast(DType.of(String.valueOf(map.get("dtype"))));
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new UserException(where + ": " + e.getMessage(), e);
    }
  }
}
