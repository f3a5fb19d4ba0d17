package io.gradus.onnx;

import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.Network;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Preprocessor;
import io.gradus.nn.io.Json;
import io.gradus.nn.io.Model;
import io.gradus.onnx.proto.DataType;
import io.gradus.onnx.proto.GraphProto;
import io.gradus.onnx.proto.ModelProto;
import io.gradus.onnx.proto.TensorProto;
import io.gradus.onnx.proto.ValueInfoProto;
import io.gradus.op.Flat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Makes ONNX models of functions and of trained networks.
///
/// The models use operators of opset 18 in version 8 of the file format, which runtimes read since
/// 2022.
public final class OnnxExport {
  /// The version of the operators.
  public static final long OPSET = 18;

  /// The key of the metadata that holds the description of the model, as `model.json` does.
  public static final String MODEL = "gradus.model";

  private static final long IR_VERSION = 8;
  private static final String X = "x";
  private static final String Y = "y";

  /// Two primes, each of which stands for any number of rows: an extent that comes from the rows is
  /// a multiple of both, another one of hardly any.
  private static final List<Integer> ROWS = List.of(1009, 1013);

  private OnnxExport() {}

  /// What goes into the model of a network.
  public enum Inputs {
    /// The numbers that the network takes, such as scaled columns or pixels.
    PREPARED,
    /// The columns of the table, in float64: numbers in the user's units, NaN where one is missing;
    /// for a text the position of its level, NaN or any other number where it is missing or new.
    COLUMNS
  }

  /// A function as a model, all of whose extents are fixed. Inputs have the names of the
  /// parameters, outputs are `y1`, `y2`, …
  ///
  /// @throws UserException naming an operation that ONNX has no counterpart for
  public static ModelProto of(Graph f) {
    Nodes nodes = new Nodes(0, X);
    Translator t = new Translator(nodes);
    List<ValueInfoProto> inputs = new ArrayList<>();
    for (Expr p : f.params()) {
      String name = ((Flat.Param) p.op()).name();
      inputs.add(info(name, p.type(), nodes));
      t.bind(p, name);
    }
    List<ValueInfoProto> outputs =
        IntStream.range(0, f.results().size())
            .mapToObj(i -> info(Y + (i + 1), f.results().get(i).type(), nodes))
            .toList();
    List<String> results = f.results().stream().map(t::value).toList();
    return model(nodes.finish("function", inputs, results, outputs), Map.of());
  }

  /// A trained network as a model for any number of rows: input `x`, output `y`, parameters under
  /// their own names. The output is what [Model#predict] tells: probabilities, or a regression's
  /// values in the user's units.
  ///
  /// The metadata names `task`, `features`, `outputs` and, as JSON, all that the folder of the
  /// model says.
  ///
  /// @throws UserException naming an operation that ONNX has no counterpart for
  public static ModelProto of(Model model, Inputs inputs) {
    GraphProto graph = graph(model, inputs, ROWS.getFirst());
    if (!graph.equals(graph(model, inputs, ROWS.getLast()))) {
      throw new UserException(
          "the network depends on the number of rows, so it has no form that fits any number");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("task", model.description().task().text());
    model.preprocessor().ifPresent(p -> metadata.put("features", Json.line(names(p, inputs))));
    metadata.put("inputs", inputs == Inputs.PREPARED ? "prepared" : "columns");
    metadata.put("outputs", Json.line(model.description().outputs()));
    metadata.put(MODEL, Json.line(model.toTree()));
    return model(graph, metadata);
  }

  private static List<String> names(Preprocessor p, Inputs inputs) {
    return inputs == Inputs.PREPARED ? p.featureNames() : Columns.names(p);
  }

  private static GraphProto graph(Model model, Inputs inputs, int rows) {
    Network network = model.description().network();
    DType dtype = model.description().precision();
    Tree<Expr> params = network.params(dtype);
    Expr x =
        switch (inputs) {
          case PREPARED -> network.input(rows, dtype);
          case COLUMNS ->
              Expr.param(
                  X, new Type(DType.F64, Shape.of(rows, Columns.names(columns(model)).size())));
        };
    Expr in =
        switch (inputs) {
          case PREPARED -> x;
          case COLUMNS -> Columns.prepare(columns(model), x).cast(dtype);
        };
    Expr y = Columns.inUnits(network.apply(params, in), model.preprocessor());
    Nodes nodes = new Nodes(rows, X);
    Translator t = new Translator(nodes);
    t.bind(x, X);
    params
        .leaves()
        .forEach((name, p) ->
            t.bind(p, nodes.initializer(TensorProto.of(name, model.params().get(name)))));
    return nodes.finish(
        "network",
        List.of(info(X, x.type(), nodes)),
        List.of(t.value(y)),
        List.of(info(Y, y.type(), nodes)));
  }

  private static Preprocessor columns(Model model) {
    return model
        .preprocessor()
        .orElseThrow(
            () -> new UserException("the model was made from images, which have no columns"));
  }

  private static ValueInfoProto info(String name, Type type, Nodes nodes) {
    List<Object> dims =
        IntStream.of(type.shape().dims())
            .mapToObj(d -> nodes.open(d) ? (Object) "rows" : (Object) (long) d)
            .toList();
    return new ValueInfoProto(name, Optional.of(DataType.of(type.dtype())), Optional.of(dims));
  }

  private static ModelProto model(GraphProto graph, Map<String, String> metadata) {
    return new ModelProto(
        IR_VERSION, Map.of("", OPSET), "gradus", Model.version(), metadata, graph);
  }
}
