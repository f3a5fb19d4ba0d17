package io.gradus.nn;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The named implementations of an interface, each a record whose components are its settings.
///
/// In a tree one of them is its name, `adam`, a name with settings, `{adam: {lr: 0.01}}`, or a name
/// with its first setting, `{constant: 0.5}` or `constant(0.5)`.
public final class Catalog<T> implements Codec.Converter<T> {
  private final String what;
  private final Map<String, Class<? extends T>> entries = new LinkedHashMap<>();
  private final Map<String, String> aliases = new HashMap<>();

  /// A catalog of records; the name of each is that of its class in kebab case.
  ///
  /// @param what the word for messages, such as `optimizer`
  public Catalog(String what, List<Class<? extends T>> records) {
    this.what = what;
    records.forEach(r -> entries.put(Codec.kebab(r.getSimpleName()), r));
  }

  /// Understands one more name for an entry, which is written by its own.
  public Catalog<T> alias(String alias, String name) {
    aliases.put(alias, name);
    return this;
  }

  @Override
  public Collection<String> names() {
    return entries.keySet();
  }

  /// The record class behind a name, whose [Setting]s document it.
  public Class<? extends T> type(String name) {
    return entries.get(name);
  }

  @Override
  public Optional<Class<? extends Record>> settings(String name) {
    return Optional.ofNullable(entries.get(name)).map(type -> type.asSubclass(Record.class));
  }

  /// The entry with the given name and default settings.
  ///
  /// @throws UserException if there is none, or it has a setting without a default
  public T named(String name) {
    return read(name, new Codec.Reading(new Codec(), "", path -> ""));
  }

  @Override
  public T read(Object node, Codec.Reading in) {
    String name;
    Object settings = Map.of();
    if (node instanceof Map<?, ?> map) {
      if (map.size() != 1) {
        throw in.wrong("one " + what + " with its settings", node);
      }
      Map.Entry<?, ?> entry = map.entrySet().iterator().next();
      name = String.valueOf(entry.getKey());
      settings = entry.getValue() == null ? Map.of() : entry.getValue();
    } else {
      String text = in.text(node).strip();
      int bracket = text.endsWith(")") ? text.indexOf('(') : -1;
      name = bracket < 0 ? text : text.substring(0, bracket).strip();
      settings = bracket < 0 ? settings : text.substring(bracket + 1, text.length() - 1).strip();
    }
    Class<? extends T> type = entries.get(aliases.getOrDefault(name, name));
    if (type == null) {
      throw in.error("unknown " + what + " '" + name + "'" + Nearest.hint(name, names()));
    }
    RecordComponent[] components = type.getRecordComponents();
    if (components.length > 0 && isFirst(components, settings)) {
      settings = Map.of(Codec.name(components[0]), settings);
    }
    return type.cast(in.at(name).record(type.asSubclass(Record.class), settings));
  }

  /// True if the node is the value of the first setting, not a map of settings. A value that can be
  /// a map itself is told by its keys, and may stand alone only if there is no other setting.
  private static boolean isFirst(RecordComponent[] components, Object node) {
    return !(node instanceof Map<?, ?> map)
        || components.length == 1
            && (components[0].getType().isInterface() || components[0].getType().isRecord())
            && map.size() == 1
            && !map.containsKey(Codec.name(components[0]));
  }

  @Override
  public Object write(T value, Codec codec) {
    String name = Codec.kebab(value.getClass().getSimpleName());
    Map<String, Object> settings = codec.fields((Record) value);
    return settings.isEmpty() ? name : Map.of(name, settings);
  }
}
