package io.gradus.nn.io;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.Activation;
import io.gradus.nn.Codec;
import io.gradus.nn.Inference;
import io.gradus.nn.Layer;
import io.gradus.nn.Loss;
import io.gradus.nn.Network;
import io.gradus.nn.Setting;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Preprocessor;
import io.gradus.nn.data.Table;
import io.gradus.nn.data.Target;
import io.gradus.nn.data.Task;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A trained model: the network, its parameters, and what is needed to use and to repeat it.
///
/// In a folder it is `model.safetensors`, the parameters by name, and `model.json`, all the rest.
///
/// @param description the network
/// @param params its parameters
/// @param preprocessor the way from a table to the network's inputs; none for images
/// @param spec the spec that the model was trained by, as a tree
/// @param seed the seed of the training
/// @param dataHash the fingerprint of the data of the training
public record Model(
    Description description,
    Tree<Array> params,
    Optional<Preprocessor> preprocessor,
    Map<String, Object> spec,
    long seed,
    String dataHash) {
  private static final String PARAMS = "model.safetensors";
  private static final String REST = "model.json";
  private static final long FORMAT = 1;
  private static final Codec CODEC = Codec.ofNetworks();

  /// What the network is and what its inputs and outputs mean.
  public record Description(
      @Setting(doc = "What was learned.") Task task,
      @Setting(min = 1, doc = "The number of inputs.") int inputs,
      @Setting(doc = "The layers, the last one without its activation.") List<Layer> layers,
      @Setting(doc = "The activation of the last layer.") Activation activation,
      @Setting(doc = "What was minimized.") Loss loss,
      @Setting(doc = "The number format of the parameters.") DType precision,
      @Setting(doc = "Classes, labels or target columns, one for each output.")
          List<String> outputs) {
    /// The network, with the head that makes predictions.
    public Network network() {
      return new Network(inputs, layers, loss.head(activation));
    }
  }

  /// The version of the library, for records of a run.
  public static String version() {
    return Optional.ofNullable(Model.class.getModule().getDescriptor())
        .flatMap(ModuleDescriptor::rawVersion)
        .orElse("development");
  }

  /// Writes the two files into a folder, which is made if need be.
  ///
  /// @throws UserException if the folder cannot be written
  public void save(Path folder) {
    Durable.folder(folder);
    Safetensors.write(folder.resolve(PARAMS), params, Map.of("format", "gradus"));
    Durable.write(folder.resolve(REST), Json.text(toTree()).getBytes(StandardCharsets.UTF_8));
  }

  /// All but the parameters as maps, lists, texts, numbers and truth values, such as JSON holds.
  public Map<String, Object> toTree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("format", FORMAT);
    tree.put("version", version());
    tree.put("network", CODEC.write(description));
    preprocessor.ifPresent(p -> tree.put("preprocessing", p.toTree()));
    tree.put("seed", seed);
    tree.put("data-hash", dataHash);
    tree.put("spec", spec);
    return tree;
  }

  /// Reads a model from its folder.
  ///
  /// @throws UserException naming the file that is missing, damaged or does not fit the other
  public static Model load(Path folder) {
    Path rest = folder.resolve(REST);
    if (!Files.exists(rest)) {
      throw new UserException(
          "no model in "
              + folder
              + ": there is no "
              + REST
              + (Files.exists(folder.resolve("checkpoints"))
                  ? "; resume the run to finish it"
                  : ""));
    }
    String text;
    try {
      text = Files.readString(rest);
    } catch (IOException e) {
      throw Durable.failed("read", rest, e);
    }
    Path params = folder.resolve(PARAMS);
    return of(
        Json.parseMap(text, rest.toString()),
        Safetensors.read(params).arrays(),
        rest.toString(),
        params.toString());
  }

  /// The model that [#toTree] and its parameters describe.
  ///
  /// @param rest what messages call the tree
  /// @param numbers what messages call the parameters
  /// @throws UserException naming what is missing or does not fit
  public static Model of(
      Map<String, Object> tree, Tree<Array> params, String rest, String numbers) {
    if (!(tree.get("format") instanceof Long format)) {
      throw new UserException(rest + " is no model of Gradus: it has no format number");
    }
    if (format != FORMAT) {
      throw new UserException(
          rest + " has format " + format + ", but this version reads format " + FORMAT);
    }
    Description description =
        CODEC.read(Description.class, map(tree, "network", rest), path -> rest);
    Optional<Preprocessor> preprocessor =
        tree.containsKey("preprocessing")
            ? Optional.of(Preprocessor.fromTree(map(tree, "preprocessing", rest)))
            : Optional.empty();
    int width = preprocessor.map(Preprocessor::width).orElse(description.inputs);
    if (width != description.inputs) {
      throw new UserException(
          rest
              + ": the network has "
              + description.inputs
              + " inputs, but its preprocessing makes "
              + width);
    }
    long seed = tree.get("seed") instanceof Long s ? s : 0;
    return new Model(
        description,
        fit(description, params, rest, numbers),
        preprocessor,
        map(tree, "spec", rest),
        seed,
        String.valueOf(tree.get("data-hash")));
  }

  /// A runner over any number of rows.
  public Inference inference() {
    return new Inference(description.network(), description.loss, description.activation);
  }

  /// The model for use inside a service, by any number of threads.
  ///
  /// @param rows the number of rows that a call takes
  public Predictor predictor(int rows) {
    return new Predictor(this, rows);
  }

  /// Predictions for the rows of a table.
  ///
  /// @throws UserException if the model was not made from a table or a column is missing
  public Predictions predict(Table table) {
    Preprocessor p =
        preprocessor.orElseThrow(() ->
            new UserException("the model was made from images; " + table.name() + " has none"));
    return predict(p.inputs(table, description.precision));
  }

  /// Predictions for prepared examples; their targets do not matter.
  ///
  /// @throws UserException if the examples have another width
  public Predictions predict(Dataset data) {
    Array outputs = inference().outputs(params, data.cast(description.precision));
    return new Predictions(description.task, description.outputs, inUnits(outputs, preprocessor));
  }

  /// Scaled values of a regression as float64 values in the user's units; other values unchanged.
  public static Array inUnits(Array values, Optional<Preprocessor> preprocessor) {
    double[] v = values.toDoubles();
    List<Target> targets = preprocessor.map(Preprocessor::targets).orElse(List.of());
    for (int j = 0; j < targets.size(); j++) {
      if (targets.get(j) instanceof Target.Value t) {
        for (int i = j; i < v.length; i += targets.size()) {
          v[i] = t.restore(v[i]);
        }
      }
    }
    return Array.of(values.shape(), v);
  }

  /// The parameters in the order of the network, after a check that they are its own.
  private static Tree<Array> fit(Description d, Tree<Array> params, String rest, String numbers) {
    Tree<Expr> want;
    try {
      want = d.network().params(d.precision);
    } catch (IllegalArgumentException e) {
      throw new UserException(rest + ": " + e.getMessage(), e);
    }
    if (d.network().outputs() != d.outputs.size()) {
      throw new UserException(
          rest
              + ": the network has "
              + d.network().outputs()
              + " outputs, but "
              + d.outputs.size()
              + " names");
    }
    for (String name : want.names()) {
      Array a = params.leaves().get(name);
      Type type = want.get(name).type();
      if (a == null || !Type.of(a).equals(type)) {
        throw new UserException(
            numbers
                + " does not fit "
                + Path.of(rest).getFileName()
                + ": '"
                + name
                + "' should be "
                + type
                + (a == null ? ", but is missing" : ", but is " + Type.of(a)));
      }
    }
    if (params.size() != want.size()) {
      throw new UserException(
          numbers + " has parameters that " + Path.of(rest).getFileName() + " lacks");
    }
    return Tree.of(want.names(), want.names().stream().map(params::get).toList());
  }

  @SuppressWarnings("unchecked") // Json makes maps with text keys only
  private static Map<String, Object> map(Map<String, Object> tree, String key, String file) {
    if (tree.get(key) instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new UserException(file + " has no entry '" + key + "'");
  }
}
