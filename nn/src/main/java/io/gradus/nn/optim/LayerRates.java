package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import io.gradus.nn.Codec;
import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Factors of the learning rate for parts of a network, by the beginning of the name of their
/// parameters: `0`, `0.dense`, `0.dense.bias`. The longest name that fits counts, and 1 for what
/// none fits; 0 freezes.
///
/// @param factors the factor by name
public record LayerRates(Map<String, Double> factors) implements Stateless {
  /// Reads `{0.dense: 0.1, 1: 0}`, or a list with a factor for each layer in order.
  public static final Codec.Converter<LayerRates> CONVERTER =
      new Codec.Converter<>() {
        @Override
        public LayerRates read(Object node, Codec.Reading in) {
          Map<String, Double> factors = new LinkedHashMap<>();
          switch (node) {
            case Map<?, ?> map ->
                map.forEach((key, value) -> {
                  String name = String.valueOf(key);
                  factors.put(name, in.at(name).number(value));
                });
            case List<?> list -> {
              for (int i = 0; i < list.size(); i++) {
                String name = String.valueOf(i);
                factors.put(name, in.at(name).number(list.get(i)));
              }
            }
            default -> throw in.wrong("a list of factors, or a map from layers to factors", node);
          }
          return new LayerRates(factors);
        }

        @Override
        public Object write(LayerRates value, Codec codec) {
          return value.factors();
        }
      };

  /// Checks that every name fits a parameter.
  ///
  /// @throws UserException naming the first that does not
  public void check(List<String> params) {
    Collection<String> known = new TreeSet<>();
    for (String param : params) {
      for (int dot = param.indexOf('.'); dot >= 0; dot = param.indexOf('.', dot + 1)) {
        known.add(param.substring(0, dot));
      }
      known.add(param);
    }
    for (String name : factors.keySet()) {
      if (!known.contains(name)) {
        throw new UserException(
            "layer-rates: no layer or parameter '" + name + "'" + Nearest.hint(name, known));
      }
    }
  }

  @Override
  public Tree<Expr> apply(Tree<Expr> grads, Step step) {
    List<Expr> scaled = new ArrayList<>();
    grads.leaves().forEach((name, g) -> scaled.add(g.mul(factor(name))));
    return Tree.of(grads.names(), scaled);
  }

  private double factor(String param) {
    for (String name = param; ; name = name.substring(0, name.lastIndexOf('.'))) {
      if (factors.containsKey(name)) {
        return factors.get(name);
      }
      if (name.indexOf('.') < 0) {
        return 1;
      }
    }
  }
}
