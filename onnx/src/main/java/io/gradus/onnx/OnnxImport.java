package io.gradus.onnx;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.graph.Tree;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.Codec;
import io.gradus.nn.Dense;
import io.gradus.nn.Layer;
import io.gradus.nn.Layer.Parameter;
import io.gradus.nn.Layers;
import io.gradus.nn.Loss;
import io.gradus.nn.Losses;
import io.gradus.nn.Network;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Feature;
import io.gradus.nn.data.Options.Missing;
import io.gradus.nn.data.Preprocessor;
import io.gradus.nn.data.Target;
import io.gradus.nn.data.Task;
import io.gradus.nn.io.Json;
import io.gradus.nn.io.Model;
import io.gradus.nn.train.Spec;
import io.gradus.onnx.Value.Signal;
import io.gradus.onnx.Value.Step;
import io.gradus.onnx.proto.DataType;
import io.gradus.onnx.proto.ModelProto;
import io.gradus.onnx.proto.TensorProto;
import io.gradus.onnx.proto.ValueInfoProto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Makes models of ONNX files: exactly what was exported if the file is from Gradus, else the chain
/// of layers that its nodes come to.
public final class OnnxImport {
  private final Path file;
  private final ModelProto proto;
  private final Naming naming;
  private final List<String> leftOut = new ArrayList<>();

  private OnnxImport(Path file, ModelProto proto, Naming naming) {
    this.file = file;
    this.proto = proto;
    this.naming = naming;
  }

  /// What a file does not say.
  ///
  /// @param task what was learned; empty: seen from the last activation
  /// @param features the columns of a table that are the inputs, in order; empty if none
  /// @param target the column of a table that the output predicts; empty if none
  /// @param classes the names of the classes; empty: those in the file, else numbers from 0
  public record Naming(
      Optional<Task> task, List<String> features, Optional<String> target, List<String> classes) {
    /// Nothing beyond what the file says.
    public static final Naming NONE =
        new Naming(Optional.empty(), List.of(), Optional.empty(), List.of());
  }

  /// A model and what to know about it.
  ///
  /// @param model the model
  /// @param leftOut what of the file is not in the model, a sentence each
  public record Imported(Model model, List<String> leftOut) {}

  /// The model in the bytes of a file.
  ///
  /// @param file where the bytes come from, for messages and for tensors in further files
  /// @throws UserException naming the node and operator that is not understood
  public static Imported read(byte[] bytes, Path file, Naming naming) {
    return new OnnxImport(file, ModelProto.read(bytes, file), naming).imported();
  }

  private Imported imported() {
    String own = proto.metadata().get(OnnxExport.MODEL);
    if (own != null) {
      Map<String, Array> arrays = new LinkedHashMap<>();
      proto.graph().initializers().stream()
          .filter(t -> t.name().contains(".")) // names of parameters have dots, of constants none
          .forEach(t -> arrays.put(t.name(), t.toArray()));
      Map<String, Object> tree = Json.parseMap(own, file + " " + OnnxExport.MODEL);
      return new Imported(
          Model.of(tree, new Tree<>(arrays), file.toString(), file.toString()), List.of());
    }
    Following following = new Following(proto.graph(), input().name());
    Signal result = output(following);
    if (naming.task.equals(Optional.of(Task.CLASSIFICATION))) {
      result = Steps.twoClasses(result).orElse(result);
    }
    following.passed().forEach(n -> leftOut.add(n + " leaves the numbers as they are"));
    return new Imported(model(Steps.seal(result), following.classes()), List.copyOf(leftOut));
  }

  /// The only input that is data: older files name the weights as inputs too.
  private ValueInfoProto input() {
    Set<String> weights = new HashSet<>();
    proto.graph().initializers().stream().map(TensorProto::name).forEach(weights::add);
    List<ValueInfoProto> inputs =
        proto.graph().inputs().stream().filter(i -> !weights.contains(i.name())).toList();
    if (inputs.size() != 1) {
      throw new UserException(
          file
              + " has "
              + inputs.size()
              + " inputs"
              + (inputs.isEmpty()
                  ? ""
                  : " ("
                      + String.join(", ", inputs.stream().map(ValueInfoProto::name).toList())
                      + ")")
              + ", but only networks with one can be imported");
    }
    return inputs.getFirst();
  }

  /// The output with the most layers behind it; others are left out.
  private Signal output(Following following) {
    Signal best = null;
    String why = "it has no outputs";
    for (ValueInfoProto o : proto.graph().outputs()) {
      switch (following.value(o.name())) {
        case Signal s -> best = better(best, s);
        case Value.Choice c -> {
          best = better(best, c.source());
          leftOut.add("output '" + o.name() + "' is the class with the highest score");
        }
        case Value.Unknown u -> {
          why = u.why();
          leftOut.add("output '" + o.name() + "': " + why);
        }
        case Value.Known _, Value.Extents _ ->
            why = "'" + o.name() + "' does not depend on the input";
      }
    }
    if (best == null) {
      throw new UserException(file + ": " + why);
    }
    return best;
  }

  private static Signal better(Signal a, Signal b) {
    return a == null || b.steps().size() > a.steps().size() || a.plain() && !b.plain() ? b : a;
  }

  private Model model(List<Step> steps, List<String> found) {
    DType dtype =
        steps.isEmpty() || input().type().filter(t -> t == DataType.DOUBLE).isEmpty()
            ? DType.F32
            : DType.F64;
    List<Layer> layers = new ArrayList<>(steps.stream().map(Step::layer).toList());
    Activation activation = takeHead(layers);
    Task task = naming.task.orElseGet(() -> task(activation));
    Loss loss =
        Losses.CATALOG.named(
            switch (task) {
              case CLASSIFICATION -> "cross-entropy";
              case MULTI_LABEL -> "binary-cross-entropy";
              case REGRESSION -> "mse";
            });
    int inputs = inputs(steps);
    Network network = new Network(inputs, layers, loss.head(activation));
    Tree<Array> params = params(network, steps, dtype);
    List<String> outputs = outputs(task, network.outputs(), found);
    Model.Description description =
        new Model.Description(task, inputs, layers, activation, loss, dtype, outputs);
    return new Model(
        description, params, preprocessor(description), spec(description), 0, "imported");
  }

  /// Takes the activation of the last layer away from it.
  private Activation takeHead(List<Layer> layers) {
    Activation head = Activations.IDENTITY;
    if (!layers.isEmpty() && layers.getLast() instanceof Layers.Activation a && layers.size() > 1) {
      layers.removeLast();
      head = a.function();
    } else if (!layers.isEmpty() && layers.getLast() instanceof Dense d) {
      layers.set(layers.size() - 1, new Dense(d.units(), Activations.IDENTITY));
      head = d.activation();
    }
    if (head.equals(Activations.LOG_SOFTMAX)) {
      leftOut.add("the logarithm at the end: the model yields probabilities");
      return Activations.SOFTMAX;
    }
    return head;
  }

  private static Task task(Activation activation) {
    return activation.equals(Activations.SOFTMAX)
        ? Task.CLASSIFICATION
        : activation.equals(Activations.SIGMOID) ? Task.MULTI_LABEL : Task.REGRESSION;
  }

  /// The width of the input: that of the first layer that fixes one.
  private int inputs(List<Step> steps) {
    return steps.stream()
        .filter(s -> s.params().size() > 0)
        .findFirst()
        .map(s -> s.params().values().getFirst().shape().dim(0))
        .orElseThrow(() -> new UserException(file + " has no layers with weights"));
  }

  /// The parameters under the names that the network gives them.
  private Tree<Array> params(Network network, List<Step> steps, DType dtype) {
    Tree<Parameter> wanted = network.parameters();
    List<Array> arrays =
        steps.stream().flatMap(s -> s.params().values().stream()).map(a -> a.cast(dtype)).toList();
    for (int i = 0; i < arrays.size(); i++) {
      Parameter p = wanted.values().get(i);
      if (!p.shape().equals(arrays.get(i).shape())) {
        throw new UserException(
            file
                + ": '"
                + wanted.names().get(i)
                + "' should have the shape "
                + p.shape()
                + ", but has "
                + arrays.get(i).shape()
                + ": the layers do not fit each other");
      }
    }
    return Tree.of(wanted.names(), arrays);
  }

  private List<String> outputs(Task task, int count, List<String> found) {
    for (List<String> names : List.of(naming.classes, found)) {
      if (names.size() == count) {
        return names;
      }
      if (!names.isEmpty()) {
        leftOut.add(names.size() + " names of classes, as there are " + count + " outputs");
      }
    }
    if (task != Task.CLASSIFICATION && count == 1 && naming.target.isPresent()) {
      return List.of(naming.target.get());
    }
    String stem = task == Task.CLASSIFICATION ? "" : "y";
    return IntStream.range(0, count).mapToObj(i -> stem + i).toList();
  }

  /// The way from the named columns, as they are, to the inputs.
  private Optional<Preprocessor> preprocessor(Model.Description d) {
    if (naming.features.isEmpty()) {
      return Optional.empty();
    }
    if (naming.features.size() != d.inputs()) {
      throw new UserException(
          file
              + " takes "
              + d.inputs()
              + " inputs, but "
              + naming.features.size()
              + " columns are named");
    }
    String target = naming.target.orElse("target");
    List<Target> targets =
        switch (d.task()) {
          case CLASSIFICATION -> List.of(new Target.Classes(target, d.outputs()));
          case MULTI_LABEL ->
              d.outputs().stream()
                  .map(o -> (Target) new Target.Label(o, List.of("0", "1")))
                  .toList();
          case REGRESSION ->
              d.outputs().stream().map(o -> (Target) new Target.Value(o, 0, 1)).toList();
        };
    List<Feature> features =
        naming.features.stream().map(f -> (Feature) new Feature.Number(f, 0, 0, 1, false)).toList();
    return Optional.of(new Preprocessor(d.task(), features, targets, Missing.ERROR, List.of()));
  }

  /// A spec for training on: the same network, everything else as usual.
  private static Map<String, Object> spec(Model.Description d) {
    Codec codec = Codec.ofNetworks();
    boolean dense = d.layers().getLast() instanceof Dense;
    List<Layer> hidden = dense ? d.layers().subList(0, d.layers().size() - 1) : d.layers();
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("layers", hidden.stream().map(codec::write).toList());
    model.put("output", Map.of("activation", codec.write(d.activation())));
    Map<String, Object> tree =
        Map.of("model", model, "loss", codec.write(d.loss()), "precision", d.precision().text());
    return Spec.fromTree(tree, path -> "").toTree();
  }
}
