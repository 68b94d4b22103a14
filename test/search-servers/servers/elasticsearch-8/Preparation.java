package org.elasticsearch.node;

import java.util.List;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.plugins.MockPluginsService;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.plugins.PluginsService;

/** Plugins come from the class path, and of the version that this is for. */
final class Preparation {
  static NodeConstruction of(Environment environment, List<Class<? extends Plugin>> plugins) {
    NodeServiceProvider services =
        new NodeServiceProvider() {
          @Override
          PluginsService newPluginService(Environment environment, Settings settings) {
            return new MockPluginsService(settings, environment, plugins);
          }
        };
    return NodeConstruction.prepareConstruction(environment, services, true);
  }
}
