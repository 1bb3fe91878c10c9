// Reads a compose file as docker compose does, with the profiles that are named, and prints its services.
//
//	compose-check FILE PROFILE...
package main

import (
	"context"
	"fmt"
	"os"
	"sort"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	options, err := cli.NewProjectOptions(os.Args[1:2], cli.WithDotEnv, cli.WithProfiles(os.Args[2:]))
	if err != nil {
		fail(err)
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		fail(err)
	}
	names := project.ServiceNames()
	sort.Strings(names)
	for _, name := range names {
		service := project.Services[name]
		fmt.Printf("%s replicas=%d user=%q read_only=%t environment=%d\n",
			name, service.GetScale(), service.User, service.ReadOnly, len(service.Environment))
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
