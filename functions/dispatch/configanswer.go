package dispatch

import (
	"context"
	"errors"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/repoconfig"
)

// config answers with the settings in effect, their origins, and the App's missing permissions.
func (c *commanded) config(ctx context.Context) error {
	owner := c.event.Repository.Owner
	resolved, err := c.dispatcher.settings.Resolve(ctx, c.gh, owner)
	if err != nil {
		return err
	}
	printed, err := resolved.Print(map[repoconfig.Origin]string{
		repoconfig.FromDeployment: "deployment", repoconfig.FromOrganization: "organization", repoconfig.FromRepository: repoconfig.Path,
	})
	if err != nil {
		return err
	}
	var said []page.Inline
	for _, source := range resolved.Settings.Sources {
		said = append(said, page.Say("%s of %s applies, as of %s", page.Code(source.Path), page.Code(source.Repository), page.Code(render.SHA7(source.SHA))))
	}
	if len(said) == 0 {
		said = append(said, page.Say("Neither the repository nor its organization has a file with settings that applies"))
	}
	if fault := resolved.Settings.Fault; fault != "" {
		said = append(said, page.Text(fault))
	}
	for _, note := range resolved.Settings.Notes {
		said = append(said, page.Text(note))
	}
	if errors.Is(c.mute, githubapp.ErrForbidden) {
		said = append(said, page.Say("The App lacks the permission Issues: write, so it can't react to commands, nor answer them on issues"))
	}
	return c.answer(ctx, page.List(page.Head{}, said), page.Folded("The settings in effect, and where each comes from", page.Headed(page.Head{}, page.Listing("yaml", string(printed)))))
}
