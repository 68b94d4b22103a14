package org.elasticsearch.node;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.env.Environment;
import org.elasticsearch.plugins.MockPluginsService;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.plugins.PluginsLoader;
import org.elasticsearch.plugins.PluginsService;

/** Plugins come from the class path, and of the version that this is for. */
final class Preparation {
  static NodeConstruction of(Environment environment, List<Class<? extends Plugin>> plugins) {
    PluginsLoader none = PluginsLoader.createPluginsLoader(Set.of(), Set.of(), Map.of(), false);
    NodeServiceProvider services =
        new NodeServiceProvider() {
          @Override
          PluginsService newPluginService(Environment environment, PluginsLoader loader) {
            return new MockPluginsService(environment.settings(), environment, plugins);
          }
        };
    return NodeConstruction.prepareConstruction(environment, none, services, true);
  }
}
